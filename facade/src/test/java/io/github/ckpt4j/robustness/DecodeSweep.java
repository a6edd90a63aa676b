package io.github.ckpt4j.robustness;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.client.EachProvider;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.ApiRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Changes bytes in valid pages of every provider, in memory, and checks that reading a changed page
 * agrees with another JSON library.
 *
 * <p>The program tries every change of a single byte, then random changes of several bytes until
 * the given number of inputs: {@code DecodeSweep [inputs] [seed]}.
 */
final class DecodeSweep {
  private final ApiRequest.Decoder<Page> decoder;
  private final JobRef job;
  private final String list;
  private final byte[] page;

  /** The numbers of inputs tried and read. */
  record Count(long tried, long read) {
    Count plus(Count other) {
      return new Count(tried + other.tried, read + other.read);
    }
  }

  private DecodeSweep(JobRef job, String page) {
    this.job = job;
    this.list = EachProvider.listField(job);
    this.page = page.getBytes(StandardCharsets.UTF_8);
    this.decoder = Providers.all().stream()
        .filter(each -> each.info().name().equals(job.provider()))
        .findFirst()
        .orElseThrow()
        .checkpoints(job, PageRequest.first())
        .decoder();
  }

  /** Each provider's pages: compact and with line breaks. */
  static List<DecodeSweep> all() {
    List<DecodeSweep> sweeps = new ArrayList<>();
    for (JobRef job : EachProvider.jobs()) {
      String page = SweptPage.of(job);
      sweeps.add(new DecodeSweep(job, page));
      sweeps.add(
          new DecodeSweep(job, Objects.requireNonNull(StrictJudge.read(page)).toPrettyString()));
    }
    return sweeps;
  }

  public static void main(String[] arguments) {
    long inputs = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000_000;
    Random random = new Random(arguments.length > 1 ? Long.parseLong(arguments[1]) : 0);
    long start = System.nanoTime();
    Count all = new Count(0, 0);
    for (DecodeSweep sweep : all()) {
      Count count = sweep.everyByte();
      System.out.println(sweep + ": every byte, " + count);
      all = all.plus(count);
    }
    List<DecodeSweep> sweeps = all();
    while (all.tried < inputs) {
      for (DecodeSweep sweep : sweeps) {
        all = all.plus(sweep.severalBytes(random, 10_000));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%s in %.0f s: %.0f inputs/s%n", all, seconds, all.tried / seconds);
  }

  /** Every change of one byte. */
  Count everyByte() {
    long read = 0;
    for (int at = 0; at < page.length; at++) {
      for (int value = 1; value < 256; value++) {
        read += tryChange(at, value) ? 1 : 0;
      }
    }
    return new Count(255L * page.length, read);
  }

  Count oneByte(Random random, int inputs) {
    long read = 0;
    for (int i = 0; i < inputs; i++) {
      read += tryChange(random.nextInt(page.length), 1 + random.nextInt(255)) ? 1 : 0;
    }
    return new Count(inputs, read);
  }

  /** Two to eight changed bytes, most of them JSON's structural characters. */
  Count severalBytes(Random random, int inputs) {
    String alphabet = "{}[]\",:-+.eE0123456789truefalsn \\uNIiy";
    long read = 0;
    for (int i = 0; i < inputs; i++) {
      byte[] changed = page.clone();
      for (int changes = 2 + random.nextInt(7); changes > 0; changes--) {
        changed[random.nextInt(page.length)] =
            (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      read += isReadRightly(changed) ? 1 : 0;
    }
    return new Count(inputs, read);
  }

  private boolean tryChange(int at, int by) {
    byte[] changed = page.clone();
    changed[at] ^= (byte) by;
    return isReadRightly(changed);
  }

  /** Returns false if the text is rejected; fails if it is read incorrectly. */
  private boolean isReadRightly(byte[] body) {
    Page read = read(body);
    if (read == null) {
      return false;
    }
    String text = text(body);
    JsonNode said = StrictJudge.read(text);
    if (said == null) {
      throw new AssertionError("read, but not JSON: " + text);
    }
    JsonNode items = said.get(list);
    if (items.size() != read.checkpoints().size() + read.malformed().size()) {
      throw new AssertionError("a checkpoint is lost: " + text);
    }
    if (said.path("has_more").asBoolean() && read.next() == null) {
      throw new AssertionError("the next page is lost: " + text);
    }
    if (read.malformed().isEmpty()) {
      for (int i = 0; i < items.size(); i++) {
        String lost = Kept.lost(items.get(i), read.checkpoints().get(i));
        if (lost != null) {
          throw new AssertionError(lost + " is lost: " + text);
        }
      }
    }
    return true;
  }

  private @Nullable Page read(byte[] body) {
    try {
      return decoder.decode(() -> new InputStreamReader(
          new ByteArrayInputStream(body), StandardCharsets.UTF_8.newDecoder()));
    } catch (CheckpointException | IllegalArgumentException e) {
      return null; // Rejected, like most.
    }
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("read, but not UTF-8", e);
    }
  }

  @Override
  public String toString() {
    return job.provider() + ", " + page.length + " bytes";
  }
}
