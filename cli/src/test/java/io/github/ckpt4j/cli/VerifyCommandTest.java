package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ckpt4j.cli.Cli.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output of {@code ckpt verify}; the library's tests cover its findings. */
final class VerifyCommandTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path directory;

  private Path checkpoint(String name, int missingBytes) throws IOException {
    byte[] header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}"
        .getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + header.length + 16 - missingBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header);
    Path folder = Files.createDirectories(directory.resolve(name));
    Files.write(folder.resolve("weights.safetensors"), file.array());
    return folder;
  }

  @Test
  void intactCheckpointIsALine() throws IOException {
    Result result = new Cli().run("verify", checkpoint("good", 0).toString());

    assertThat(result.code()).as(result.out()).isZero();
    assertThat(result.out()).hasLineCount(1).contains("good", "1 file, ", "intact");
  }

  @Test
  void damageIsReportedFileByFile() throws IOException {
    Result result = new Cli()
        .run("verify", checkpoint("good", 0).toString(), checkpoint("bad", 3).toString());

    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    assertThat(result.out().lines())
        .hasSize(3)
        .anyMatch(line -> line.endsWith("1 file wrong"))
        .anyMatch(line -> line.startsWith("  weights.safetensors: is truncated: 3 bytes"));
  }

  @Test
  void programsGetARecordForEachDirectory() throws IOException {
    Result result = new Cli().run("verify", checkpoint("bad", 3).toString(), "-o", "jsonl");

    JsonObject record = JsonParser.parseString(result.out()).getAsJsonObject();
    assertThat(record.get("intact").getAsBoolean()).isFalse();
    assertThat(record.get("problems").getAsJsonArray()).hasSize(1);
    assertThat(record.get("files").getAsJsonArray().get(0).getAsJsonObject().keySet())
        .containsExactly("path", "size_bytes", "sha256", "checks", "problems", "notes");
  }

  @Test
  void directoryThatDoesNotExistDoesNotKeepTheOthersFromBeingVerified() throws IOException {
    Result result = new Cli()
        .run(
            "verify",
            directory.resolve("none").toString(),
            checkpoint("good", 0).toString());

    assertThat(result.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(result.err()).contains("no such directory");
    assertThat(result.out()).contains("intact");
  }

  @Test
  void directoryWithNothingToProveIsNotIntact() {
    assertThat(new Cli().run("verify", directory.toString()).code()).isEqualTo(ExitCode.FAILED);
  }
}
