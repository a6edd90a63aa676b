package io.github.ckpt4j.reachable;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that the native-image, ProGuard and R8 rules cover the generated classes, which are used
 * by reflection.
 */
class ReachableTest {

  /** Every vendor that has a document. */
  static List<String> vendors() throws IOException {
    try (Stream<Path> specs = Files.list(Path.of("..", "specs"))) {
      return specs
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".overlay.yaml") && !name.startsWith("every-vendor"))
          .map(name -> name.substring(0, name.indexOf('.')))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("vendors")
  void everyGeneratedClassIsCovered(String vendor) throws IOException, URISyntaxException {
    Set<String> models = classes(vendor, "model");
    Set<String> interfaces = classes(vendor, "api");
    assertThat(models).isNotEmpty();
    assertThat(interfaces).containsExactly("io.github.ckpt4j." + vendor + ".api.CheckpointsApi");

    String nativeImage = "/META-INF/native-image/io.github.ckpt4j/ckpt4j-" + vendor + "-client/";
    Set<String> reflected = new TreeSet<>();
    for (JsonElement each : json(nativeImage + "reflect-config.json")) {
      reflected.add(each.getAsJsonObject().get("name").getAsString());
    }
    Set<String> expected = new TreeSet<>(models);
    expected.addAll(interfaces);
    assertThat(reflected).isEqualTo(expected);

    Set<String> proxies = new TreeSet<>();
    for (JsonElement each : json(nativeImage + "proxy-config.json")) {
      proxies.add(each.getAsJsonObject().getAsJsonArray("interfaces").get(0).getAsString());
    }
    assertThat(proxies).isEqualTo(interfaces);

    assertThat(text("/META-INF/proguard/ckpt4j-" + vendor + "-client.pro"))
        .contains("-keep class io.github.ckpt4j." + vendor + ".model.** {")
        .contains("-keep interface io.github.ckpt4j." + vendor + ".api.CheckpointsApi {");
  }

  /** The classes in the jar or directory that contains the interface. */
  private static Set<String> classes(String vendor, String part)
      throws IOException, URISyntaxException {
    String directory = "/io/github/ckpt4j/" + vendor + "/" + part;
    URI uri = resource(directory + "/").toURI();
    if (uri.getScheme().equals("jar")) {
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return names(jar.getPath(directory), jar.getPath("/"));
      }
    }
    Path path = Path.of(uri);
    Path root = path;
    for (int i = 0; i < Path.of(directory.substring(1)).getNameCount(); i++) {
      root = Objects.requireNonNull(root.getParent());
    }
    return names(path, root);
  }

  private static Set<String> names(Path directory, Path root) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(directory)) {
      files.filter(file -> file.toString().endsWith(".class")).forEach(file -> {
        String name = root.relativize(file).toString().replace('\\', '/').replace('/', '.');
        names.add(name.substring(0, name.length() - ".class".length()));
      });
    }
    return names;
  }

  private static JsonArray json(String name) throws IOException {
    return JsonParser.parseString(text(name)).getAsJsonArray();
  }

  private static String text(String name) throws IOException {
    try (InputStream in = resource(name).openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static URL resource(String name) {
    return Objects.requireNonNull(ReachableTest.class.getResource(name), name);
  }
}
