package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Digest;
import io.github.ckpt4j.Verification.FileResult;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Unpacks an archive into a directory, and checks the files as they arrive. All of them are first
 * written to a staging directory, and moved to their places once the whole archive has been read
 * and verified; so no file is ever visible half written, and a rejected archive leaves nothing
 * behind.
 */
final class Unpacker implements ArchiveReader.Visitor {
  private final Path staging;
  private final Contents contents = new Contents();
  private final Map<String, Findings> files = new TreeMap<>();

  private Unpacker(Path staging) {
    this.staging = staging;
  }

  /**
   * Unpacks the archive. If all its files are in one top folder, that folder is omitted.
   *
   * @param staging a directory for unfinished files, on the same disk; deleted at the end
   * @return the files, with sizes and SHA-256
   * @throws CheckpointException of kind {@code BAD_RESPONSE} if the archive is damaged or could do
   *     harm, {@code UNSUPPORTED} if the library that reads it is missing, {@code STORAGE}
   */
  static List<Manifest.Entry> unpack(Path archive, Path directory, Path staging) {
    try {
      return unpack(archive, directory, staging, Limits.within(room(directory)));
    } catch (DamagedException e) {
      throw CheckpointException.builder(
              Kind.BAD_RESPONSE, archive.getFileName() + " was not unpacked: " + e.getMessage())
          .cause(e)
          .build();
    } catch (IOException e) {
      throw StorageErrors.of("cannot unpack " + archive, e);
    }
  }

  static List<Manifest.Entry> unpack(Path archive, Path directory, Path staging, Limits limits)
      throws IOException {
    ArchiveKind kind = readable(archive);
    deleteTree(staging);
    Files.createDirectories(staging);
    try {
      Unpacker unpacker = new Unpacker(staging);
      try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.READ);
          InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16)) {
        ArchiveReader.read(kind, in, limits, unpacker);
      }
      return unpacker.place(directory, archive.getFileName().toString());
    } finally {
      deleteTree(staging);
    }
  }

  @Override
  public void file(String path, long size, InputStream content) throws IOException {
    Findings found = new Findings(path);
    files.put(path, found);
    Path target = staging.resolve(path);
    Files.createDirectories(target.getParent());
    MessageDigest sha256 = Digests.jdk(Digest.SHA_256);
    try (FileChannel channel = FileChannel.open(
        target,
        StandardOpenOption.WRITE,
        StandardOpenOption.CREATE_NEW,
        LinkOption.NOFOLLOW_LINKS)) {
      InputStream copied =
          new DigestInputStream(new Copying(content, Channels.newOutputStream(channel)), sha256);
      Structure.check(path, copied, size, contents, found);
      FileReading.drain(copied);
      channel.force(true);
      found.size(channel.size());
    }
    found.sha256(HexFormat.of().formatHex(sha256.digest()));
  }

  @Override
  public void refused(String reason) throws DamagedException {
    throw new DamagedException(reason);
  }

  private List<Manifest.Entry> place(Path directory, String archive) throws IOException {
    contents.check(path -> files.getOrDefault(path, new Findings(path)));
    List<FileResult> results = files.values().stream().map(Findings::result).toList();
    for (FileResult each : results) {
      if (!each.isIntact()) {
        throw new DamagedException(
            Names.quoted(each.path()) + ": " + each.problems().get(0));
      }
    }
    if (results.isEmpty()) {
      throw new DamagedException("the archive has no files");
    }
    String top = topFolder();
    List<Manifest.Entry> placed = new ArrayList<>();
    for (FileResult each : results) {
      placed.add(new Manifest.Entry(
          each.path().substring(top.length()),
          Objects.requireNonNull(each.size()),
          each.sha256(),
          null));
    }
    FileNames.check(Stream.concat(Stream.of(archive), placed.stream().map(Manifest.Entry::path))
        .toList());
    for (Manifest.Entry each : placed) {
      createFolders(directory, each.path());
      Files.move(
          staging.resolve(top + each.path()),
          directory.resolve(each.path()),
          StandardCopyOption.ATOMIC_MOVE);
    }
    return placed;
  }

  /** The one folder that contains everything, with its slash; otherwise empty. */
  private String topFolder() {
    String first = files.keySet().iterator().next();
    String top = first.substring(0, first.indexOf('/') + 1);
    return files.keySet().stream().allMatch(path -> path.startsWith(top)) ? top : "";
  }

  /** Creates the folders of a file one by one, as a link among them would lead elsewhere. */
  private static void createFolders(Path directory, String path) throws IOException {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      Path folder = directory.resolve(path.substring(0, slash));
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(folder);
      }
    }
  }

  private static ArchiveKind readable(Path archive) throws DamagedException {
    String name = archive.getFileName().toString();
    ArchiveKind kind = ArchiveKind.of(name)
        .orElseThrow(() -> new DamagedException("it is not a .tar, .tar.gz or .tar.zst"));
    kind.missingLibrary().ifPresent(library -> {
      throw CheckpointException.builder(
              Kind.UNSUPPORTED, name + " cannot be unpacked without " + library)
          .hint("add it to the class path; the command ckpt includes it")
          .build();
    });
    return kind;
  }

  private static long room(Path directory) throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(each);
      }
    }
  }
}
