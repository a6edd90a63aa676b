package io.github.ckpt4j.robustness;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.sandbox.ProviderJson;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A compact page of three checkpoints, with every field that the provider documents. For a provider
 * without a page here, it is the sandbox's.
 */
final class SweptPage {
  private SweptPage() {}

  static String of(JobRef job) {
    List<String> segments = job.segments();
    String id = segments.get(segments.size() - 1);
    return switch (job.provider()) {
      case "openai", "portkey", "azure", "nebius", "bedrock" -> openAi(id);
      case "together" -> "{\"data\":[" + items(SweptPage::together) + "]}";
      case "oxen" ->
        "{\"branch\":\"main\",\"checkpoints\":["
            + items(SweptPage::oxen)
            + "],\"fine_tune_id\":\""
            + id
            + "\",\"status\":\"success\",\"total_checkpoints\":3}";
      case "baseten" -> "{\"checkpoints\":[" + items(step -> baseten(step, id)) + "]}";
      default -> ProviderJson.of(SandboxJob.of(job.toString())).checkpoints();
    };
  }

  private static String openAi(String job) {
    return "{\"object\":\"list\",\"data\":["
        + items(step -> "{\"object\":\"fine_tuning.job.checkpoint\",\"id\":\"ftckpt_"
            + step
            + "\",\"created_at\":17232079"
            + step
            + ",\"fine_tuned_model_checkpoint\":\"ft:base:org::x:ckpt-step-"
            + step
            + "\",\"metrics\":{\"train_loss\":0.5"
            + step
            + ",\"valid_loss\":NaN},\"fine_tuning_job_id\":\""
            + job
            + "\",\"step_number\":"
            + step
            + "}")
        + "],\"first_id\":\"ftckpt_10\",\"last_id\":\"ftckpt_30\",\"has_more\":true}";
  }

  private static String together(int step) {
    return "{\"step\":"
        + step
        + ",\"created_at\":\"2026-02-03T04:05:"
        + step
        + "Z\",\"path\":\"s3://b/"
        + step
        + "\",\"checkpoint_type\":\"Intermediate\",\"object_id\":\"ml_"
        + step
        + "\",\"object_name\":\"n\\u00fc\"}";
  }

  private static String oxen(int step) {
    return "{\"step\":"
        + step
        + ",\"path\":\"checkpoints/"
        + step
        + "\",\"model_name\":\"m-"
        + step
        + "\",\"created_at\":\"2026-02-03T04:05:"
        + step
        + "Z\",\"size_bytes\":5368709120,\"metrics\":{\"loss\":0.5,\"grad_norm\":1.25e-3},"
        + "\"inference_samples\":[{\"tokens\":3}],\"deployment_status\":\"deployed\"}";
  }

  private static String baseten(int step, String job) {
    return "{\"checkpoint_id\":\"checkpoint-"
        + step
        + "\",\"created_at\":\"2024-06-01T10:00:"
        + step
        + "Z\",\"checkpoint_type\":\"lora\",\"base_model\":\"Qwen\",\"lora_adapter_config\":"
        + "{\"r\":16,\"target_modules\":[\"q_proj\"]},\"size_bytes\":5368709120,"
        + "\"sync_status\":\"COMPLETE\",\"training_job_id\":\""
        + job
        + "\"}";
  }

  private static String items(IntFunction<String> item) {
    return Stream.of(10, 20, 30).map(item::apply).collect(Collectors.joining(","));
  }
}
