// Lists every job with the official clients and prints its reference, as `ckpt jobs -o ref` does.
import OpenAI, { AzureOpenAI } from "openai";
import { Portkey } from "portkey-ai";
import Together from "together-ai";

const env = process.env;

async function together() {
  const client = new Together({ apiKey: env.TOGETHER_API_KEY, baseURL: env.TOGETHER_BASE_URL });
  return (await client.fineTuning.list()).data;
}

function openai() {
  return listWith(new OpenAI({ apiKey: env.OPENAI_API_KEY, baseURL: env.OPENAI_BASE_URL }));
}

function azure() {
  return listWith(
    new AzureOpenAI({
      apiKey: env.AZURE_OPENAI_API_KEY,
      apiVersion: "preview",
      baseURL: env.AZURE_OPENAI_BASE_URL,
    }),
  );
}

function nebius() {
  return listWith(new OpenAI({ apiKey: env.NEBIUS_API_KEY, baseURL: env.NEBIUS_BASE_URL }));
}

function bedrock() {
  const apiKey = env.AWS_BEARER_TOKEN_BEDROCK;
  return listWith(new OpenAI({ apiKey, baseURL: env.BEDROCK_BASE_URL }));
}

async function listWith(client) {
  const jobs = [];
  for await (const job of client.fineTuning.jobs.list()) {
    jobs.push(job);
  }
  return jobs;
}

async function portkey() {
  const client = new Portkey({
    apiKey: env.PORTKEY_API_KEY,
    baseURL: env.PORTKEY_BASE_URL,
    provider: env.PORTKEY_PROVIDER,
  });
  const jobs = [];
  let page;
  do {
    const after = jobs.at(-1)?.id;
    page = await client.fineTuning.jobs.list(after ? { after, limit: 100 } : { limit: 100 });
    jobs.push(...page.data);
  } while (page.has_more && page.data.length > 0);
  return jobs;
}

const providers = { together, openai, azure, nebius, bedrock, portkey };
for (const [provider, list] of Object.entries(providers)) {
  for (const job of await list()) {
    if (!job.status || !job.created_at || !job.model) {
      throw new Error(`${provider}:${job.id} lacks a status, a creation time or a model`);
    }
    console.log(`${provider}:${job.id}`);
  }
}
