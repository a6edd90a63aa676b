package io.github.ckpt4j.download;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a checkpoint by path, each with its SHA-256, read from a sandbox with plain requests
 * for whole files: shares no code with the download.
 */
public final class Truth {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Sandbox sandbox;
  private final Checkpoint checkpoint;
  private final Map<String, String> files = new TreeMap<>();

  private Truth(Sandbox sandbox, Checkpoint checkpoint) {
    this.sandbox = sandbox;
    this.checkpoint = checkpoint;
  }

  /** The files of a checkpoint, in its provider's format. */
  public static Map<String, String> of(Sandbox sandbox, Checkpoint checkpoint) {
    Truth truth = new Truth(sandbox, checkpoint);
    try {
      switch (checkpoint.provider()) {
        case "together" -> truth.together();
        case "oxen" -> truth.oxen("");
        case "baseten" -> truth.baseten();
        case "nebius" -> truth.nebius();
        default -> throw new IllegalArgumentException(checkpoint.provider());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return truth.files;
  }

  /** The same for a directory, without its manifest. */
  public static Map<String, String> of(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (!Files.isDirectory(directory)) {
      return files;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        String name = directory.relativize(each).toString().replace('\\', '/');
        if (!name.equals("manifest.json") && !name.startsWith(".ckpt4j/")) {
          files.put(name, sha256(Files.readAllBytes(each)));
        }
      }
    }
    return files;
  }

  private void together() throws IOException {
    boolean isFinal = checkpoint.role() == Checkpoint.Role.FINAL;
    String form = checkpoint.artifact();
    String query = isFinal ? "checkpoint=" + form : "checkpoint_step=" + checkpoint.step();
    HttpResponse<byte[]> response = get(
        sandbox.baseUrl("together") + "/finetune/download?ft_id="
            + checkpoint.job().id() + "&" + query,
        true);
    String suffix = response.headers().firstValue("Content-Type").orElse("").contains("x-tar")
        ? ".tar.gz"
        : ".tar.zst";
    String name = checkpoint.job().id() + (isFinal ? "-" + form : "-step-" + checkpoint.step());
    files.put(name + suffix, sha256(response.body()));
  }

  private void oxen(String below) throws IOException {
    String repository = checkpoint.job().id().substring(0, checkpoint.job().id().lastIndexOf('/'));
    String path = checkpoint.details().get("branch") + "/" + checkpoint.path() + "/" + below;
    String base = sandbox.baseUrl("oxen") + "/api/repos/" + repository;
    JsonObject page = json(get(base + "/dir/" + path + "?page_size=1000", true));
    for (JsonElement each : page.getAsJsonArray("entries")) {
      JsonObject entry = each.getAsJsonObject();
      String name = below + entry.get("filename").getAsString();
      if (entry.get("is_dir").getAsBoolean()) {
        oxen(name + "/");
      } else {
        files.put(
            name,
            sha256(get(
                    base + "/file/" + path.substring(0, path.length() - below.length()) + name,
                    true)
                .body()));
      }
    }
  }

  private void baseten() throws IOException {
    String[] ids = checkpoint.job().id().split("/", 2);
    JsonArray listed = new JsonArray();
    String token = "0";
    while (token != null) {
      JsonObject page = json(get(
          sandbox.baseUrl("baseten") + "/v1/training_projects/" + ids[0] + "/jobs/" + ids[1]
              + "/checkpoint_files?page_token=" + token,
          true));
      listed.addAll(page.getAsJsonArray("presigned_urls"));
      JsonElement next = page.get("next_page_token");
      token = next == null || next.isJsonNull() ? null : next.getAsString();
    }
    for (JsonElement each : listed) {
      JsonObject file = each.getAsJsonObject();
      String name = file.get("relative_file_name").getAsString();
      int rank = file.get("node_rank").getAsInt();
      String plain = name.replaceFirst("^rank-\\d+/", "");
      String prefix = checkpoint.id().equals(".") ? "" : checkpoint.id() + "/";
      if (plain.startsWith(prefix)) {
        String path = (rank == 0 ? "" : "rank-" + rank + "/") + plain.substring(prefix.length());
        files.put(path, sha256(get(file.get("url").getAsString(), false).body()));
      }
    }
  }

  private void nebius() throws IOException {
    for (Object id : (List<?>) Objects.requireNonNull(checkpoint.details().get("result_files"))) {
      String file = sandbox.baseUrl("nebius") + "/files/" + id;
      String name = json(get(file, true)).get("filename").getAsString();
      files.put(
          name.substring(name.lastIndexOf('/') + 1),
          sha256(get(file + "/content", true).body()));
    }
  }

  private HttpResponse<byte[]> get(String url, boolean withKey) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (withKey) {
      String variable = checkpoint.provider().toUpperCase(java.util.Locale.ROOT) + "_API_KEY";
      request.header("Authorization", "Bearer " + sandbox.environment().get(variable));
    }
    try {
      HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IOException(response.statusCode() + " for " + url);
      }
      return response;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static JsonObject json(HttpResponse<byte[]> response) {
    return JsonParser.parseString(new String(response.body(), StandardCharsets.UTF_8))
        .getAsJsonObject();
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
