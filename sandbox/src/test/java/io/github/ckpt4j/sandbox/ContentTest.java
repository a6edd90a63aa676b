package io.github.ckpt4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentTest {
  static Stream<Content> contents() {
    Content small = Content.of("small");
    Content empty = Content.of("");
    Content noise = new Noise(7, 300_001);
    List<StoredFile> files = List.of(
        new StoredFile("a/b.bin", noise, 1, Instant.EPOCH),
        new StoredFile("empty", empty, 2, Instant.EPOCH),
        new StoredFile("c", small, 3, Instant.EPOCH));
    return Stream.of(
        small,
        empty,
        noise,
        new Noise(7, 5),
        noise.slice(13, 200_000),
        new Joined(List.of()),
        new Joined(List.of(empty, empty, small, empty, noise, empty)),
        Tar.of(files, ""),
        Tar.of(files, "folder/"),
        Framed.gzip(noise),
        Framed.zstd(noise),
        Framed.gzip(empty),
        Framed.zstd(empty),
        Framed.zstd(new Noise(1, 1 << 18)),
        Framed.gzip(new Noise(1, 2 * 0xffff)));
  }

  @ParameterizedTest
  @MethodSource("contents")
  void everyRangeEqualsThatOfTheWhole(Content content) throws Exception {
    byte[] whole = bytes(content);
    assertThat(whole).hasSize((int) content.size());
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      int from = random.nextInt(whole.length + 1);
      int to = from + random.nextInt(Math.min(whole.length - from, i < 100 ? 20 : 1 << 18) + 1);
      assertThat(bytes(content.slice(from, to))).isEqualTo(Arrays.copyOfRange(whole, from, to));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 0xfffe, 0xffff, 0x10000, 1 << 17, (1 << 17) + 1, 1 << 20})
  void otherProgramsUnpackIt(int size) throws Exception {
    Content content = new Noise(3, size);

    assertThat(new GZIPInputStream(stream(Framed.gzip(content)))).hasBinaryContent(bytes(content));
    assertThat(new ZstdInputStream(stream(Framed.zstd(content)))).hasBinaryContent(bytes(content));
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 31, 1L << 33, 1L << 40, 1L << 50})
  void aRangeOfAHugeFileIsComputedAtOnce(long size) throws Exception {
    Function<Content, byte[]> middle = content -> {
      byte[] bytes = new byte[100];
      content.read(content.size() / 2 + 1, bytes, 0, bytes.length);
      return bytes;
    };
    Content huge = new Noise(3, size);

    Content archive =
        Framed.zstd(Tar.of(List.of(new StoredFile("huge", huge, 1, Instant.EPOCH)), ""));

    assertThat(archive.size()).isGreaterThan(size);
    assertThat(middle.apply(huge)).isNotEqualTo(middle.apply(new Noise(4, size)));
    assertThat(middle.apply(archive)).isNotEqualTo(new byte[100]);
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws Exception {
    assertThat(bytes(new Noise(3, 1000))).isEqualTo(bytes(new Noise(3, 1000)));
    assertThat(bytes(new Noise(3, 1000))).isNotEqualTo(bytes(new Noise(4, 1000)));
  }

  private static ByteArrayInputStream stream(Content content) throws IOException {
    return new ByteArrayInputStream(bytes(content));
  }

  static byte[] bytes(Content content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTo(out);
    return out.toByteArray();
  }
}
