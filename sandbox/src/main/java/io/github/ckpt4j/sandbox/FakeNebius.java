package io.github.ckpt4j.sandbox;

import java.util.List;

/**
 * Nebius Token Factory: OpenAI's protocol for open-weight models. Each checkpoint has the ids of its
 * files, and no name reports which one is final.
 */
final class FakeNebius extends FakeOpenAi {
  private static final Template CHECKPOINT = Template.of("nebius/checkpoint");
  private static final Template JOB = Template.of("nebius/job");
  private static final int FILES = 2;

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
  Body checkpoint(Run run, int index, Values values) {
    return CHECKPOINT.with(values.set(
        "files", List.of(file(run.job(), index * FILES), file(run.job(), index * FILES + 1))));
  }

  private static String file(SandboxJob job, int index) {
    return "file-" + Ids.reversible(job.seed(), index);
  }

  @Override
  Body job(Values values) {
    return JOB.with(values);
  }
}
