package io.github.ckpt4j.sandbox;

import static io.github.ckpt4j.sandbox.ContentTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckpointFilesTest {
  private static final String MODEL = "Qwen/Qwen3-8B";
  private static final SandboxJob JOB = SandboxJob.of("oxen:a/b/ft_1");

  @ParameterizedTest
  @CsvSource({
    "true, 20000, 1",
    "true, 1048575, 1",
    "true, 1048576, 1",
    "true, 1048577, 1",
    "true, 3355443201, 1",
    "true, 1099511627776, 1",
    "true, 1099511627777, 8",
    "true, 10000000, 10000",
    "false, 20000, 1",
    "false, 4194303, 1",
    "false, 4194304, 2",
    "false, 16060522497, 4",
    "false, 1099511627776, 100",
    "false, 100000000, 10000",
  })
  void theFilesOfACheckpointHaveItsSizeAndAValidStructure(boolean adapter, long size, int parts) {
    Map<String, Content> files = files(JOB.weightFiles(parts), adapter, size);

    assertThat(files.values().stream().mapToLong(Content::size).sum()).isEqualTo(size);
    assertThat(files.keySet().stream()
            .filter(path -> path.endsWith(".safetensors") || path.endsWith(".pt")))
        .hasSize(parts);
    SavedModel.check(files);
  }

  @ParameterizedTest
  @CsvSource({"true, 0, 1", "true, 1, 3", "false, 0, 1", "false, 1, 2"})
  void aCheckpointThatIsTooSmallHasValidFiles(boolean adapter, long size, int parts) {
    Map<String, Content> files = files(JOB.weightFiles(parts), adapter, size);

    assertThat(files.values().stream().mapToLong(Content::size).sum()).isLessThan(10_000);
    SavedModel.check(files);
  }

  @Test
  void everyCheckpointOfEveryJobHasDifferentWeights() throws Exception {
    byte[] weights = weights(JOB, 0);

    assertThat(weights(SandboxJob.of("oxen:a/b/ft_1"), 0)).isEqualTo(weights);
    assertThat(weights(JOB, 1)).isNotEqualTo(weights);
    assertThat(weights(SandboxJob.of("oxen:a/b/ft_2"), 0)).isNotEqualTo(weights);
  }

  @Test
  void aRevisionChangesContentsButNotNamesAndSizes() throws Exception {
    List<StoredFile> before = CheckpointFiles.of(JOB, 0, true, MODEL, 100_000);
    List<StoredFile> after = CheckpointFiles.of(JOB.revision(2), 0, true, MODEL, 100_000);

    assertThat(after)
        .extracting(StoredFile::path)
        .isEqualTo(before.stream().map(StoredFile::path).toList());
    assertThat(after)
        .extracting(StoredFile::size)
        .isEqualTo(before.stream().map(StoredFile::size).toList());
    assertThat(after)
        .extracting(StoredFile::etag)
        .doesNotContainAnyElementsOf(before.stream().map(StoredFile::etag).toList());
    assertThat(weights(JOB.revision(2), 0)).isNotEqualTo(weights(JOB, 0));
  }

  private static byte[] weights(SandboxJob job, int index) throws Exception {
    for (StoredFile file : CheckpointFiles.of(job, index, true, MODEL, 100_000)) {
      if (file.path().equals("adapter_model.safetensors")) {
        return bytes(file.content());
      }
    }
    throw new AssertionError("no weights");
  }

  private static Map<String, Content> files(SandboxJob job, boolean adapter, long size) {
    Map<String, Content> files = new LinkedHashMap<>();
    CheckpointFiles.of(job, 0, adapter, MODEL, size)
        .forEach(file -> files.put(file.path(), file.content()));
    return files;
  }
}
