package io.github.ckpt4j.sandbox;

import java.util.List;

/**
 * Nebius Token Factory: OpenAI's protocol for open-weight models. Each checkpoint has the ids of its
 * files, which its Files API serves, and no name reveals the final one.
 */
final class FakeNebius extends FakeOpenAi {
  private static final Template CHECKPOINT = Template.of("nebius/checkpoint");
  private static final Template JOB = Template.of("nebius/job");

  private final NebiusFiles files = new NebiusFiles(this);

  FakeNebius(int pageLimit) {
    super("nebius", "/nebius/v1", pageLimit);
  }

  @Override
  String defaultModel() {
    return "meta-llama/Meta-Llama-3.1-8B-Instruct";
  }

  @Override
  String model(Run run, int index, long step) {
    return baseModel(run.job()) + "-demo-" + Ids.letters(run.job().seed(), index, 8);
  }

  @Override
  Response respond(Request request, List<String> path, Jobs jobs) {
    Response file = files.respond(request, String.join("/", path), jobs);
    return file == null ? super.respond(request, path, jobs) : file;
  }

  @Override
  Body checkpoint(Run run, int index, Values values) {
    return CHECKPOINT.with(values.set("files", files.ids(run.job(), index)));
  }

  @Override
  Body job(Values values) {
    return JOB.with(values);
  }
}
