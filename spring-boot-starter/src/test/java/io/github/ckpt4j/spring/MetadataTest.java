package io.github.ckpt4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Checks the property descriptions that IDEs show. */
class MetadataTest {
  private final Map<String, String> described = new TreeMap<>();

  MetadataTest() throws IOException {
    String name = "/META-INF/spring-configuration-metadata.json";
    try (Reader reader = new InputStreamReader(
        Objects.requireNonNull(MetadataTest.class.getResourceAsStream(name)),
        StandardCharsets.UTF_8)) {
      JsonObject metadata = JsonParser.parseReader(reader).getAsJsonObject();
      for (JsonElement each : metadata.getAsJsonArray("properties")) {
        JsonObject property = each.getAsJsonObject();
        described.put(
            property.get("name").getAsString(),
            property.has("description") ? property.get("description").getAsString() : "");
      }
    }
  }

  @Test
  void settingsHaveTheDescriptionsOfTheirProviders() {
    Map<String, String> expected = new TreeMap<>();
    for (ProviderInfo info : Providers.all().stream().map(Provider::info).toList()) {
      for (Setting setting : info.settings()) {
        expected.put(
            "ckpt4j.providers." + info.name() + "." + setting.name(),
            info.title() + ": " + setting.purpose() + ".");
      }
    }
    assertThat(described).containsAllEntriesOf(expected);
    assertThat(described.keySet())
        .filteredOn(name -> name.startsWith("ckpt4j.providers."))
        .hasSameSizeAs(expected.keySet());
  }

  @Test
  void everyPropertyIsDescribed() {
    assertThat(described)
        .containsKeys(
            "ckpt4j.timeout",
            "ckpt4j.problem-details",
            "ckpt4j.health.jobs",
            "ckpt4j.health.cache",
            "ckpt4j.health.timeout",
            "ckpt4j.gauges.jobs",
            "ckpt4j.gauges.metrics",
            "ckpt4j.gauges.interval",
            "ckpt4j.metrics.enabled")
        .allSatisfy((name, description) -> assertThat(description).as(name).isNotBlank());
  }
}
