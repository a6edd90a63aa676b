package io.github.ckpt4j.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers of OpenAI's protocol as bytes, status line and all. A job's name says how many checkpoints
 * it has: {@code ftjob-1000}, {@code ftjob-10-what-follows-tells-jobs-apart}. An answer is made once
 * and kept.
 */
final class PreparedPages {
  private static final Pattern TARGET =
      Pattern.compile("/fine_tuning/jobs/ftjob-(\\d+)[^/]*/checkpoints(\\?.*)?$");
  private static final Pattern AFTER = Pattern.compile("[?&]after=ftckpt_0*(\\d+)");
  private static final Pattern LIMIT = Pattern.compile("[?&]limit=(\\d+)");
  private static final int DEFAULT_LIMIT = 10;

  private final Map<String, byte[]> answers = new ConcurrentHashMap<>();

  /** The answer to a request for this path and query. */
  byte[] answer(String target) {
    Matcher matcher = TARGET.matcher(target);
    if (!matcher.find()) {
      return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8);
    }
    String query = matcher.group(2) == null ? "" : matcher.group(2);
    return answers.computeIfAbsent(
        matcher.group(1) + query, key -> make(Integer.parseInt(matcher.group(1)), query));
  }

  /** Newest first: the checkpoints of a job are numbered down from their count to 1. */
  private static byte[] make(int count, String query) {
    int newest = number(AFTER, query, count + 1) - 1;
    int oldest = Math.max(newest - number(LIMIT, query, DEFAULT_LIMIT), 0) + 1;
    StringBuilder json = new StringBuilder("{\"object\":\"list\",\"data\":[");
    for (int number = newest; number >= oldest; number--) {
      json.append(number == newest ? "" : ",").append(checkpoint(number));
    }
    json.append("],\"first_id\":\"").append(id(newest));
    json.append("\",\"last_id\":\"").append(id(oldest));
    json.append("\",\"has_more\":").append(oldest > 1).append('}');
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_"
            + newest
            + "\r\nContent-Length: "
            + json.length()
            + "\r\n\r\n"
            + json)
        .getBytes(UTF_8);
  }

  /** As in OpenAI's reference: field by field, and as long. */
  private static String checkpoint(int number) {
    return String.format(
        Locale.ROOT,
        "{\"object\":\"fine_tuning.job.checkpoint\",\"id\":\"%s\",\"created_at\":%d,"
            + "\"fine_tuned_model_checkpoint\":"
            + "\"ft:gpt-4o-mini-2024-07-18:my-org:custom-suffix:96olL566:ckpt-step-%d\","
            + "\"metrics\":{\"full_valid_loss\":%.3f,\"full_valid_mean_token_accuracy\":%.3f},"
            + "\"fine_tuning_job_id\":\"ftjob-abc123\",\"step_number\":%d}",
        id(number),
        1_721_764_867 + number,
        number,
        0.1 + number % 900 / 1000.0,
        0.999 - number % 900 / 1000.0,
        number);
  }

  private static String id(int number) {
    return String.format(Locale.ROOT, "ftckpt_%024d", number);
  }

  private static int number(Pattern pattern, String query, int otherwise) {
    Matcher matcher = pattern.matcher(query);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : otherwise;
  }
}
