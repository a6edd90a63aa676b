package io.github.ckpt4j.transfer;

import io.github.ckpt4j.Verification.Check;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/** Checks the files in an archive as if they were unpacked. */
final class ArchiveContents implements ArchiveReader.Visitor {
  private final Map<String, Findings> files = new TreeMap<>();
  private final Contents contents = new Contents();
  private final Findings ofArchive;

  private ArchiveContents(Findings ofArchive) {
    this.ofArchive = ofArchive;
  }

  static void check(ArchiveKind kind, InputStream in, Findings findings) throws IOException {
    if (kind.missingLibrary().isPresent()) {
      findings.note("its contents were not checked: " + kind.missingLibrary().get()
          + " is not on the class path");
      return;
    }
    findings.checked(Check.STRUCTURE);
    ArchiveContents checked = new ArchiveContents(findings);
    ArchiveReader.read(kind, in, Limits.within(Long.MAX_VALUE), checked);
    checked.finish();
  }

  @Override
  public void file(String path, long size, InputStream content) throws IOException {
    Findings found = new Findings(path);
    files.put(path, found);
    if (ArchiveKind.of(path).isPresent()) {
      found.note("is an archive in an archive; its contents were not checked");
    } else {
      Structure.check(path, content, size, contents, found);
    }
  }

  @Override
  public void refused(String reason) {
    ofArchive.problem(reason);
  }

  private void finish() {
    if (files.isEmpty()) {
      ofArchive.problem("the archive has no files");
    }
    contents.check(path -> files.getOrDefault(path, ofArchive));
    files.values().forEach(found -> ofArchive.add(found.result()));
  }
}
