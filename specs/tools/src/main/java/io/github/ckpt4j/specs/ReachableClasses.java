package io.github.ckpt4j.specs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes the native-image, ProGuard and R8 rules for the classes of a generated client that are used by reflection:
 * Retrofit creates a proxy of the interface and reads its annotations, Gson sets the fields of the models. The rules are
 * derived from the classes themselves, so that no new one can be forgotten.
 */
public final class ReachableClasses {
  private static final Pattern MODEL = Pattern.compile(".*\\.model\\.[^.]+");
  private static final Pattern INTERFACE = Pattern.compile(".*\\.api\\.[^.$]+");

  private ReachableClasses() {}

  /** Arguments: the directory of the classes, the name of the artifact. */
  public static void main(String[] args) throws IOException {
    list(Path.of(args[0]), args[1]);
  }

  static void list(Path classes, String artifact) throws IOException {
    List<String> names = names(classes);
    List<String> models = names.stream().filter(MODEL.asMatchPredicate()).toList();
    List<String> interfaces =
        names.stream().filter(INTERFACE.asMatchPredicate()).toList();
    if (models.isEmpty() || interfaces.isEmpty()) {
      throw new IllegalStateException(artifact + ": no generated classes in " + classes);
    }
    // In the format that every GraalVM reads, including old ones.
    Path nativeImage = classes.resolve("META-INF/native-image/io.github.ckpt4j").resolve(artifact);
    write(
        nativeImage.resolve("proxy-config.json"),
        json(interfaces.stream().map("{\"interfaces\": [\"%s\"]}"::formatted).toList()));
    List<String> reflection = new ArrayList<>();
    interfaces.forEach(
        name -> reflection.add("{\"name\": \"%s\", \"allDeclaredMethods\": true}".formatted(name)));
    models.forEach(name -> reflection.add(
        "{\"name\": \"%s\", \"allDeclaredConstructors\": true, \"allDeclaredFields\": true, \"allDeclaredMethods\": true}"
            .formatted(name)));
    write(nativeImage.resolve("reflect-config.json"), json(reflection));
    write(classes.resolve("META-INF/proguard/" + artifact + ".pro"), rules(models, interfaces));
  }

  private static List<String> names(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(file -> file.endsWith(".class"))
          .map(file -> file.substring(0, file.length() - ".class".length()))
          .map(file -> file.replace(File.separatorChar, '.'))
          .sorted()
          .toList();
    }
  }

  private static String rules(List<String> models, List<String> interfaces) {
    String models0 = models.get(0);
    String modelPackage = models0.substring(0, models0.lastIndexOf('.'));
    StringBuilder rules = new StringBuilder("""
        # Gson creates the objects and sets their fields.
        -keep class %1$s.** { <fields>; <init>(); }
        -keepclassmembers enum %1$s.** { *; }
        # Retrofit creates a proxy of the interface and reads its annotations and generic types.
        """.formatted(modelPackage));
    interfaces.forEach(name -> rules.append("-keep interface ").append(name).append(" { *; }\n"));
    return rules.append("""
            -keepattributes Signature,InnerClasses,EnclosingMethod,*Annotation*
            -dontwarn jakarta.annotation.**
            """).toString();
  }

  /** Class names need no escaping in JSON. */
  private static String json(List<String> entries) {
    return "[\n  " + String.join(",\n  ", entries) + "\n]\n";
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text);
  }
}
