package io.github.ckpt4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.providers.Providers;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {
  private static final ProviderInfo OPENAI = Providers.all().get(1).info();

  @Test
  void valuesAreNeverShown() {
    Settings settings = new Settings(OPENAI, Map.of("api-key", "sk-1", "project", "proj_1"));
    assertThat(settings).hasToString("openai[api-key, project]");
  }

  @Test
  void onlyPrintableAsciiIsAccepted() {
    Settings settings = new Settings(OPENAI, Map.of("project", "! ~"));
    assertThat(settings.get("project")).isEqualTo("! ~");
    for (String refused : new String[] {"a\u001fb", "a\u007fb", " a", "a ", "é"}) {
      Map<String, String> values = Map.of("project", refused);
      assertThatThrownBy(() -> new Settings(OPENAI, values))
          .hasMessageContaining("printable ASCII");
    }
  }

  @Test
  void onlyKeysAreSecretByDefault() {
    assertThat(Setting.apiKey("A_KEY")).isEqualTo(new Setting("api-key", "A_KEY", true, "API key"));
    assertThat(Setting.baseUrl("A_URL"))
        .isEqualTo(
            new Setting("base-url", "A_URL", false, "base URL, instead of the provider's own"));
  }

  @Test
  void anUnknownSettingIsRejected() {
    Map<String, String> unknown = Map.of("colour", "blue");
    assertThatThrownBy(() -> new Settings(OPENAI, unknown))
        .hasMessageContaining("no setting 'colour'");
    Settings settings = new Settings(OPENAI, Map.of());
    assertThatThrownBy(() -> settings.get("colour")).hasMessageContaining("no setting 'colour'");
    assertThat(settings.get("project")).isNull();
  }
}
