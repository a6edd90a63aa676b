// Compares the checkpoints that official clients read from the sandbox with those that ckpt reads.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import OpenAI, {AzureOpenAI} from "openai";
import {Portkey} from "portkey-ai";

const env = process.env;

const clients = {
  openai: [new OpenAI()],
  azure: [
    new AzureOpenAI({
      apiKey: env.AZURE_OPENAI_API_KEY,
      apiVersion: "preview",
      baseURL: env.AZURE_OPENAI_BASE_URL,
    }),
    new AzureOpenAI({
      apiKey: null, // Not the one of the environment.
      azureADTokenProvider: async () => "sandbox-azure-token",
      apiVersion: "preview",
      baseURL: env.AZURE_OPENAI_BASE_URL,
    }),
  ],
  nebius: [new OpenAI({apiKey: env.NEBIUS_API_KEY, baseURL: env.NEBIUS_BASE_URL})],
  bedrock: [new OpenAI({apiKey: env.AWS_BEARER_TOKEN_BEDROCK, baseURL: env.BEDROCK_BASE_URL})],
  portkey: [
    new Portkey({
      apiKey: env.PORTKEY_API_KEY,
      baseURL: env.PORTKEY_BASE_URL,
      provider: env.PORTKEY_PROVIDER,
    }),
  ],
};

/** Runs ckpt in the same environment. */
function run(...args) {
  const command = ["-jar", env.JAR, ...args, "--quiet"];
  return execFileSync("java", command, {encoding: "utf8", maxBuffer: 1 << 28});
}

/** All pages. Portkey's client has no iterator, and gets the cursor from us. */
async function list(client, job) {
  const all = [];
  if (client instanceof OpenAI) {
    for await (const each of client.fineTuning.jobs.checkpoints.list(job, {limit: 7})) {
      all.push(each);
    }
    return all;
  }
  for (let more = true, after = undefined; more; after = all.at(-1)?.id) {
    const page = await client.fineTuning.jobs.checkpoints.list(job, {limit: 7, after});
    all.push(...page.data);
    more = page.has_more && page.data.length > 0;
  }
  return all;
}

/** The client's view of a checkpoint, in the form of ckpt. */
function normal({id, step_number, created_at, fine_tuned_model_checkpoint, metrics, result_files}) {
  const measured = Object.entries(metrics).filter(([name]) => name !== "step");
  return {
    id,
    step: step_number,
    created_at: new Date(created_at * 1000).toISOString().replace(".000Z", "Z"),
    model: fine_tuned_model_checkpoint,
    metrics: Object.fromEntries(measured.sort()),
    files: result_files,
  };
}

function ours({id, step, created_at, model, metrics, details}) {
  const measured = Object.fromEntries(Object.entries(metrics).sort());
  return {id, step, created_at, model, metrics: measured, files: details.result_files};
}

const byStep = (a, b) => a.step - b.step;

for (const [provider, ways] of Object.entries(clients)) {
  // A million checkpoints take ten thousand pages, and show nothing that 25 do not.
  const jobs = run("jobs", `${provider}:`, "-o", "ref")
    .split("\n")
    .filter((job) => job && !job.endsWith("million"));
  let count = 0;
  for (const job of jobs) {
    const expected = JSON.parse(run("list", job, "-o", "json")).map(ours).sort(byStep);
    for (const client of ways) {
      const found = (await list(client, job.slice(provider.length + 1))).map(normal).sort(byStep);
      assert.deepEqual(found, expected, job);
    }
    count += expected.length;
  }
  console.log(`${provider}: ${jobs.length} jobs, ${count} checkpoints, read alike`);
}
