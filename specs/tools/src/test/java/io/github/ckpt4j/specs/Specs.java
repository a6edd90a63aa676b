package io.github.ckpt4j.specs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** A modifiable copy of this repository's documents and overlays. */
final class Specs {
  static final List<String> VENDORS = List.of("together", "openai", "oxen", "baseten");
  private static final Path ORIGINAL = Path.of("..");
  private static final Map<String, Object> READ = VENDORS.stream()
      .collect(Collectors.toMap(
          vendor -> vendor,
          vendor -> DocumentReader.read(ORIGINAL.resolve(vendor + ".yaml"), vendor)));

  private final Path directory;

  Specs(Path directory) {
    this.directory = directory;
    try (Stream<Path> files = Files.list(ORIGINAL)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, Object> original(String vendor) {
    return Tree.map(Tree.copy(READ.get(vendor)));
  }

  /** The contract of a document as text, built as in the build. */
  static String contractOf(String vendor, Map<String, Object> document) {
    return new Yaml().dump(new ContractBuilder(ORIGINAL, vendor).build(document));
  }

  Path directory() {
    return directory;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  Path write(String name, String content) {
    try {
      return Files.writeString(file(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An additional document that differs from a vendor's by one change. */
  Path changed(String vendor, Consumer<Map<String, Object>> change) {
    Map<String, Object> document = original(vendor);
    change.accept(document);
    return write("newer-" + vendor, new Yaml().dump(document));
  }

  Path replaced(String vendor, String target, String replacement) {
    try {
      String text = Files.readString(file(vendor + ".yaml"));
      if (!text.contains(target)) {
        throw new IllegalArgumentException(vendor + ".yaml has no " + target);
      }
      return write("newer-" + vendor, text.replace(target, replacement));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, Object> contract(String vendor, Path document) {
    return new ContractBuilder(directory, vendor).build(document);
  }
}
