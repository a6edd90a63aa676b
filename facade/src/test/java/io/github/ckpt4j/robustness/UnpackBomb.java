package io.github.ckpt4j.robustness;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import okio.Buffer;

/** Responses that are small on the wire and large when they are unpacked. */
enum UnpackBomb {
  EMPTY_ITEMS("openai:ftjob-1", "{\"data\":[{}", ",{}", "]}"),
  STEPS("oxen:ox/repo/ft_1", "{\"checkpoints\":[{\"step\":1}", ",{\"step\":1}", "]}"),
  SAMPLES(
      "oxen:ox/repo/ft_1",
      "{\"checkpoints\":[{\"step\":1,\"inference_samples\":[{}",
      ",{}",
      "]}]}"),
  METRICS("openai:ftjob-1", "{\"data\":[{\"id\":\"a\",\"metrics\":{\"m\":1", ",\"m@\":1", "}}]}"),
  PAGES("openai:ftjob-1", "{\"has_more\":true,\"data\":[{\"id\":\"a\"}", ",{\"id\":\"a@\"}", "]}");

  private static final int BYTES = 60_000_000;

  private final String job;
  private final String start;
  private final String repeated;
  private final String end;

  UnpackBomb(String job, String start, String repeated, String end) {
    this.job = job;
    this.start = start;
    this.repeated = repeated;
    this.end = end;
  }

  /** The body, 60 MB unpacked; {@code @} is a running number. */
  Buffer packed() throws IOException {
    Buffer packed = new Buffer();
    try (OutputStream out = new GZIPOutputStream(packed.outputStream(), 1 << 16)) {
      out.write(bytes(start));
      long written = 0;
      for (int i = 0; written < BYTES; i++) {
        byte[] next = bytes(repeated.replace("@", String.valueOf(i)));
        out.write(next);
        written += next.length;
      }
      out.write(bytes(end));
    }
    return packed;
  }

  /** Lists the job of the bomb at the given base URL and prints the result. */
  public static void main(String[] arguments) {
    JobRef job = JobRef.parse(valueOf(arguments[0]).job);
    try (CheckpointClient client = CheckpointClient.builder()
        .apiKey(job.provider(), "no-key-needed")
        .baseUrl(job.provider(), arguments[1])
        .maxRetries(0)
        .build()) {
      List<Checkpoint> unused = client.list(job);
      System.out.println("was read");
    } catch (CheckpointException e) {
      System.out.println(e.kind() + ": " + e.detail());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
