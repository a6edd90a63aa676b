package io.github.ckpt4j.specs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReachableClassesTest {
  @TempDir
  Path classes;

  @Test
  void namesEveryModelAndInterface() throws IOException {
    for (String name :
        new String[] {"api/ListApi", "model/Page", "model/Page$Inner", "StringUtil"}) {
      Path file = classes.resolve("a/b/" + name + ".class");
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
    ReachableClasses.list(classes, "some-client");
    Path nativeImage = classes.resolve("META-INF/native-image/io.github.ckpt4j/some-client");
    assertThat(nativeImage.resolve("proxy-config.json"))
        .hasContent("[\n  {\"interfaces\": [\"a.b.api.ListApi\"]}\n]");
    assertThat(nativeImage.resolve("reflect-config.json"))
        .content()
        .contains("\"a.b.api.ListApi\"", "\"a.b.model.Page\"", "\"a.b.model.Page$Inner\"")
        .doesNotContain("StringUtil");
    assertThat(classes.resolve("META-INF/proguard/some-client.pro"))
        .content()
        .contains("-keep class a.b.model.** {", "-keep interface a.b.api.ListApi {");
  }

  @Test
  void refusesAnEmptyDirectory() {
    assertThatThrownBy(() -> ReachableClasses.list(classes, "some-client"))
        .hasMessageContaining("some-client: no generated classes");
  }
}
