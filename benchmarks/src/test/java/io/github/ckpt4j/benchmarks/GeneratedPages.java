package io.github.ckpt4j.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The pages of one job in OpenAI's protocol, all that may vary in them decided by the seed. */
final class GeneratedPages {
  private static final List<String> METRICS = List.of(
      "train_loss",
      "train_mean_token_accuracy",
      "valid_loss",
      "valid_mean_token_accuracy",
      "full_valid_loss",
      "full_valid_mean_token_accuracy");

  private final Random random;
  private final String job;
  private final int pages;
  private long step = 100_000;

  GeneratedPages(long seed, String job, int pages) {
    this.random = new Random(seed);
    this.job = job;
    this.pages = pages;
  }

  /** What the answers are found by: the job, and the cursor if there is one. */
  static String key(String job, @Nullable String after) {
    return job + (after == null ? "" : " " + after);
  }

  Map<String, String> answers() {
    Map<String, String> answers = new HashMap<>();
    String after = null;
    for (int page = 1; page <= pages; page++) {
      List<String> items = new ArrayList<>();
      String last = after;
      int size = 1 + random.nextInt(12);
      for (int i = 0; i < size; i++) {
        last = "ftckpt_" + Integer.toHexString(random.nextInt()) + i;
        items.add(item(last));
      }
      List<String> fields = new ArrayList<>(List.of(
          "\"object\":\"list\"",
          "\"data\":[" + String.join(",", items) + "]",
          "\"has_more\":" + (page < pages),
          "\"last_id\":" + (random.nextBoolean() ? "null" : "\"" + last + "\"")));
      answers.put(key(job, after), object(fields));
      after = last;
    }
    return answers;
  }

  private String item(String id) {
    step -= 1 + random.nextInt(100);
    String suffix = random.nextBoolean() ? "" : ":ckpt-step-" + step;
    return object(new ArrayList<>(List.of(
        "\"object\":\"fine_tuning.job.checkpoint\"",
        "\"id\":\"" + id + "\"",
        "\"created_at\":" + (1_500_000_000L + random.nextInt(1_000_000_000)),
        "\"fine_tuned_model_checkpoint\":\"ft:gpt-4o:org:\\u00e4\\\\ " + random.nextInt(999)
            + suffix + "\"",
        "\"fine_tuning_job_id\":\"" + job + "\"",
        "\"metrics\":" + metrics(),
        "\"step_number\":" + step)));
  }

  private String metrics() {
    List<String> fields = new ArrayList<>();
    fields.add("\"step\":" + step + (random.nextBoolean() ? "" : ".0"));
    for (String name : METRICS) {
      if (random.nextBoolean()) {
        fields.add("\"" + name + "\":" + number());
      }
    }
    return object(fields);
  }

  private String number() {
    double value = random.nextDouble() * Math.pow(10, random.nextInt(40) - 20);
    return switch (random.nextInt(3)) {
      case 0 -> String.valueOf(random.nextInt(10));
      case 1 -> String.valueOf(value).replace("E-", "e-0");
      default -> String.valueOf(-value);
    };
  }

  /** The fields in any order, some that nobody knows among them. */
  private String object(List<String> fields) {
    if (random.nextInt(3) == 0) {
      fields.add("\"extra_" + random.nextInt(9) + "\":" + random.nextInt(9));
    }
    Collections.shuffle(fields, random);
    return "{" + String.join(random.nextBoolean() ? "," : " ,\n ", fields) + "}";
  }
}
