package io.github.ckpt4j.sandbox;

import java.util.Map;

/**
 * Amazon Bedrock's OpenAI-compatible endpoint. Amazon documents no example of a checkpoint, so these
 * are OpenAI's, with model names that reveal nothing.
 */
final class FakeBedrock extends FakeOpenAi {
  FakeBedrock(int pageLimit) {
    super("bedrock", "/bedrock/v1", pageLimit);
  }

  @Override
  Map<String, String> environment(String baseUrl) {
    return Map.of("AWS_BEARER_TOKEN_BEDROCK", key(), "BEDROCK_BASE_URL", baseUrl);
  }

  @Override
  String defaultModel() {
    return "openai.gpt-oss-20b";
  }

  @Override
  String model(Run run, int index, long step) {
    return "custom-model/" + Ids.letters(run.job().seed(), index, 12);
  }
}
