package io.github.ckpt4j.robustness;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.client.EachProvider;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import java.io.Reader;
import java.io.StringReader;

/** Responses that are small when compressed and would be large when read. */
enum DecodeBomb {
  EMPTY_ITEMS("openai", "{\"data\":[{}", ",{}"),
  STEPS("oxen", "{\"checkpoints\":[{\"step\":1}", ",{\"step\":1}"),
  SAMPLES("oxen", "{\"checkpoints\":[{\"step\":1,\"inference_samples\":[{}", ",{}"),
  METRICS("openai", "{\"data\":[{\"id\":\"a\",\"metrics\":{\"m\":1", ",\"m@\":1"),
  UNKNOWN_MEMBERS("baseten", "{\"checkpoints\":[{\"checkpoint_id\":\"a\",\"m\":1", ",\"m@\":1"),
  UNKNOWN_LISTS("together", "{\"x\":[[]", ",[]"),
  ONE_STRING("openai", "{\"data\":[{\"id\":\"", "aaaa"),
  ONE_NUMBER("openai", "{\"data\":[{\"step_number\":1", "1111"),
  DEPTH("openai", "{\"data\":[{\"x\":", "[");

  private static final int CHARACTERS = 64 * 1024 * 1024;

  private final String provider;
  private final String start;
  private final String repeated;

  DecodeBomb(String provider, String start, String repeated) {
    this.provider = provider;
    this.start = start;
    this.repeated = repeated;
  }

  public static void main(String[] arguments) {
    DecodeBomb bomb = valueOf(arguments[0]);
    Provider provider = Providers.all().stream()
        .filter(each -> each.info().name().equals(bomb.provider))
        .findFirst()
        .orElseThrow();
    JobRef job = EachProvider.job(provider, 1);
    try {
      Object unused = provider.checkpoints(job, PageRequest.first()).decoder().decode(bomb::reader);
      System.out.println("was read");
    } catch (CheckpointException e) {
      System.out.println(e.kind() + ": " + e.detail());
    }
  }

  /** The text, generated as it is read; {@code @} is a running number. */
  private Reader reader() {
    return new Reader() {
      private Reader part = new StringReader(start);
      private int parts;
      private long made;

      @Override
      public int read(char[] into, int offset, int length) throws java.io.IOException {
        int read = part.read(into, offset, length);
        while (read < 0 && made < CHARACTERS) {
          part = new StringReader(repeated.replace("@", String.valueOf(parts++)));
          read = part.read(into, offset, length);
        }
        made += Math.max(0, read);
        return read;
      }

      @Override
      public void close() {}
    };
  }
}
