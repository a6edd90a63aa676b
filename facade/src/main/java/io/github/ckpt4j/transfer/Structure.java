package io.github.ckpt4j.transfer;

import io.github.ckpt4j.Verification.Check;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Checks that a file has the structure that its name promises, from its first byte to its last. */
final class Structure {
  private Structure() {}

  /**
   * Reads a file from its start, perhaps not to its end, and reports what is wrong.
   *
   * @param size the size of the file in bytes
   * @param contents receives the contents of the file
   */
  static void check(String path, InputStream in, long size, Contents contents, Findings findings)
      throws IOException {
    contents.file(path);
    String name = path.substring(path.lastIndexOf('/') + 1);
    Optional<ArchiveKind> archive = ArchiveKind.of(name);
    try {
      if (archive.isPresent()) {
        ArchiveContents.check(archive.get(), in, findings);
      } else if (name.endsWith(".safetensors")) {
        findings.checked(Check.STRUCTURE);
        contents.tensors(path, Safetensors.read(in, size, findings));
      } else if (name.endsWith(ShardIndex.SUFFIX)) {
        findings.checked(Check.STRUCTURE);
        contents.index(path, ShardIndex.read(in));
      } else if (name.equals(AdapterConfig.NAME)) {
        findings.checked(Check.STRUCTURE);
        contents.adapterConfig(path, JsonFiles.object(in));
      } else if (name.endsWith(".json")) {
        findings.checked(Check.STRUCTURE);
        JsonFiles.whole(in);
      }
    } catch (DamagedException e) {
      findings.problem(String.valueOf(e.getMessage()));
    }
  }
}
