package io.github.ckpt4j.sandbox;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of an Oxen repository: folders, page by page; files, whole or in chunks. A revision is a
 * branch, whose name may contain slashes, or a commit; each new checkpoint of a job is a commit.
 */
final class OxenFiles {
  private static final Template DIRECTORY = Template.of("oxen/dir");
  private static final Template ENTRY = Template.of("oxen/entry");

  private static final Pattern PATH = Pattern.compile(
      "api/repos/(?<repo>[^/]+/[^/]+)/(?<route>dir|file|chunk|versions)/(?<rest>.+)");

  private static final String CHECKPOINTS = "checkpoints";
  private static final int MAX_PAGE = 1000;
  private static final int MAX_ENTRIES = 20_000;
  private static final long CHUNK = 10 << 20;

  /** Hashing a file requires reading all of it. */
  private final Recent<HashKey, String> hashes = new Recent<>(100_000);

  private final FakeOxen oxen;

  OxenFiles(FakeOxen oxen) {
    this.oxen = oxen;
  }

  /** The path of the folder of a checkpoint. */
  static String path(Run run, int index) {
    String id = run.job().id();
    return "api/repos/" + id.substring(0, id.lastIndexOf('/')) + "/dir/" + FakeOxen.branch(run)
        + "/" + CHECKPOINTS + "/" + run.job().checkpoint(index).name();
  }

  static boolean isFile(String path) {
    Matcher route = PATH.matcher(path);
    return route.find() && !route.group("route").equals("dir");
  }

  /** The response for a path; null if it does not concern files. */
  @Nullable
  Response respond(String path, Map<String, String> query, Jobs jobs) {
    Matcher route = PATH.matcher(path);
    if (!route.matches()) {
      return null;
    }
    Found found = find(route.group("repo"), route.group("rest"), jobs);
    if (found == null) {
      return oxen.error(404);
    }
    boolean wantsFolder = route.group("route").equals("dir");
    if (wantsFolder && found.node instanceof Folder folder) {
      return list(folder, found, query);
    }
    if (wantsFolder || !(found.node instanceof Leaf leaf)) {
      return oxen.error(404);
    }
    Content content = leaf.file.content();
    return route.group("route").equals("chunk")
        ? chunk(content, query)
        : send(content).header("oxen-revision-id", found.commit);
  }

  private static Response send(Content content) {
    return Response.file(200, content, "application/octet-stream");
  }

  private Response chunk(Content content, Map<String, String> query) {
    try {
      long start = Long.parseLong(query.getOrDefault("chunk_start", "0"));
      long size = Long.parseLong(query.getOrDefault("chunk_size", Long.toString(CHUNK)));
      return start < 0 || size < 0 || start > content.size()
          ? oxen.error(400)
          : send(content.slice(start, start + Math.min(size, content.size() - start)));
    } catch (NumberFormatException e) {
      return oxen.error(400);
    }
  }

  private Response list(Folder folder, Found found, Map<String, String> query) {
    long page;
    long size;
    long depth;
    try {
      page = Long.parseLong(query.getOrDefault("page", "1"));
      size = Math.min(MAX_PAGE, Long.parseLong(query.getOrDefault("page_size", "100")));
      depth = Long.parseLong(query.getOrDefault("depth", "0"));
    } catch (NumberFormatException e) {
      return oxen.error(400);
    }
    if (page < 1 || size < 1 || depth < -1) {
      return oxen.error(400);
    }
    long first = Math.min(folder.count, (page - 1) * size);
    List<Node> nodes = folder.children((int) first, (int) Math.min(folder.count, first + size));
    if (depth != 0 && nodes.stream().mapToLong(node -> entries(node, depth)).sum() > MAX_ENTRIES) {
      return oxen.error(400);
    }
    return Response.json(
        200,
        DIRECTORY.with(new Values()
            .set("entries", nodes.stream().map(node -> entry(node, depth)).toList())
            .set("dir", entry(folder, 0))
            .set("path", found.path)
            .set("commit", found.commit)
            .set("page", page)
            .set("pageSize", size)
            .set("pages", Math.max(1, (folder.count + size - 1) / size))
            .set("total", folder.count)));
  }

  private static long entries(Node node, long depth) {
    if (depth == 0 || !(node instanceof Folder folder)) {
      return 1;
    }
    return folder.count > MAX_ENTRIES
        ? folder.count
        : 1
            + folder.children(0, folder.count).stream()
                .mapToLong(child -> entries(child, depth - 1))
                .sum();
  }

  /** @param depth how many levels below it to include in the entry; -1 for all */
  private Body entry(Node node, long depth) {
    Values values = new Values().set("name", node.name()).set("size", node.size());
    if (node instanceof Folder folder) {
      return ENTRY.with(values
          .set("hash", unpadded(folder.seed, folder.count))
          .set("folder", true)
          .set("type", "dir")
          .set("mimeType", "inode/directory")
          .set("extension", "")
          .set("nested", depth != 0)
          .set(
              "children",
              depth == 0
                  ? null
                  : folder.children(0, folder.count).stream()
                      .map(child -> entry(child, depth - 1))
                      .toList()));
    }
    StoredFile file = ((Leaf) node).file;
    String extension = file.name().substring(file.name().lastIndexOf('.') + 1);
    boolean text = List.of("json", "md", "jinja").contains(extension);
    return ENTRY.with(values
        .set("hash", hashes.get(new HashKey(file.seed(), file.size()), key -> hash(file)))
        .set("folder", false)
        .set("type", text ? "text" : "binary")
        .set("mimeType", text ? "text/plain" : "application/octet-stream")
        .set("extension", extension)
        .set("nested", false));
  }

  /** XXH3 with 128 bits; like the real one, without leading zeros. */
  private static String hash(StoredFile file) {
    HashStream128 stream = Hashing.xxh3_128().hashStream();
    try {
      file.content().writeTo(new OutputStream() {
        @Override
        public void write(int b) {
          stream.putByte((byte) b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
          stream.putBytes(bytes, offset, length);
        }
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    HashValue128 hash = stream.get();
    return unpadded(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
  }

  private static String unpadded(long high, long low) {
    String digits = Long.toHexString(low);
    return high == 0 ? digits : Long.toHexString(high) + "0".repeat(16 - digits.length()) + digits;
  }

  /** Finds the revision, which can have any number of segments, and the node at the path. */
  private @Nullable Found find(String repository, String rest, Jobs jobs) {
    for (Run run : jobs.all().get()) {
      String branch = FakeOxen.branch(run);
      if (branch == null || !FakeOxen.in(run, repository)) {
        continue;
      }
      int slash = rest.indexOf('/');
      String first = slash < 0 ? rest : rest.substring(0, slash);
      OptionalInt atCommit = Ids.hexIndex(run.job().fileSeed(), first);
      if (atCommit.isPresent() && atCommit.getAsInt() > 0 && atCommit.getAsInt() <= run.saved()) {
        return find(run, atCommit.getAsInt(), rest.substring(first.length()));
      }
      if (rest.equals(branch) || rest.startsWith(branch + "/")) {
        return find(run, run.saved(), rest.substring(branch.length()));
      }
    }
    return null;
  }

  private @Nullable Found find(Run run, int saved, String path) {
    String trimmed = path.replaceAll("^/|/$", "");
    Node node = node(run.job(), saved, trimmed);
    return node == null
        ? null
        : new Found(node, trimmed, Ids.reversibleHex(run.job().fileSeed(), saved));
  }

  private @Nullable Node node(SandboxJob job, int saved, String path) {
    Folder checkpoints = new Folder(
        CHECKPOINTS,
        job.fileSeed() + saved,
        () -> IntStream.range(0, saved)
            .mapToLong(i -> job.checkpoint(i).sizeBytes())
            .sum(),
        saved,
        i -> checkpoint(job, i));
    String[] segments = path.split("/", 3);
    if (path.isEmpty()) {
      return new Folder("", checkpoints.seed, checkpoints.sum, 1, i -> checkpoints);
    }
    if (!segments[0].equals(CHECKPOINTS)) {
      return null;
    }
    if (segments.length == 1) {
      return checkpoints;
    }
    int index = 0;
    while (index < saved && !job.checkpoint(index).name().equals(segments[1])) {
      index++;
    }
    if (index == saved) {
      return null;
    }
    return segments.length == 2 ? checkpoint(job, index) : node(files(job, index), segments[2]);
  }

  private List<StoredFile> files(SandboxJob job, int index) {
    return CheckpointFiles.of(
        job, index, job.lora(), oxen.baseModel(job), job.checkpoint(index).sizeBytes());
  }

  private Folder checkpoint(SandboxJob job, int index) {
    return folder(job.checkpoint(index).name(), "", files(job, index));
  }

  private static @Nullable Node node(List<StoredFile> files, String path) {
    for (StoredFile file : files) {
      if (file.path().equals(path)) {
        return new Leaf(file);
      }
      if (file.path().startsWith(path + "/")) {
        return folder(path.substring(path.lastIndexOf('/') + 1), path + "/", files);
      }
    }
    return null;
  }

  /** @param prefix the path of the folder in the checkpoint, with a slash at its end; or empty */
  private static Folder folder(String name, String prefix, List<StoredFile> all) {
    List<StoredFile> below =
        all.stream().filter(file -> file.path().startsWith(prefix)).toList();
    Map<String, Node> nodes = new LinkedHashMap<>();
    for (StoredFile file : below) {
      String rest = file.path().substring(prefix.length());
      int slash = rest.indexOf('/');
      if (slash < 0) {
        nodes.put(rest, new Leaf(file));
      } else if (!nodes.containsKey(rest.substring(0, slash))) {
        String child = rest.substring(0, slash);
        nodes.put(child, folder(child, prefix + child + "/", below));
      }
    }
    List<Node> children = List.copyOf(nodes.values());
    return new Folder(
        name,
        below.get(0).seed(),
        () -> below.stream().mapToLong(StoredFile::size).sum(),
        children.size(),
        children::get);
  }

  /** The node at a path, and the commit it was found in. */
  private record Found(Node node, String path, String commit) {}

  private sealed interface Node {
    String name();

    long size();
  }

  private record Leaf(StoredFile file) implements Node {
    @Override
    public String name() {
      return file.name();
    }

    @Override
    public long size() {
      return file.size();
    }
  }

  /** A folder with computed children: it may contain a million checkpoints. */
  private record Folder(
      String name, long seed, LongSupplier sum, int count, IntFunction<Node> child)
      implements Node {

    @Override
    public long size() {
      return sum.getAsLong();
    }

    List<Node> children(int from, int to) {
      return IntStream.range(from, to).mapToObj(child).toList();
    }
  }

  private record HashKey(long seed, long size) {}
}
