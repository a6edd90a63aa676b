package io.github.ckpt4j.cli;

import com.electronwill.nightconfig.core.UnmodifiableConfig;
import com.electronwill.nightconfig.core.io.ParsingException;
import com.electronwill.nightconfig.toml.TomlParser;
import io.github.ckpt4j.spi.ProviderInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration file says.
 *
 * <pre>
 * profile = "work"                 # the profile to use unless another is named
 *
 * [openai]                         # for every profile
 * organization = "org-1"
 *
 * [profiles.work.openai]
 * api-key = "…"
 * </pre>
 *
 * @param path where the file is, or would be
 * @param profile the profile to use unless another is named
 * @param common settings by provider, for every profile
 * @param profiles settings by profile and provider
 */
record ConfigFile(
    Path path,
    @Nullable String profile,
    Map<String, Map<String, String>> common,
    Map<String, Map<String, Map<String, String>>> profiles) {
  private static final String PROFILE = "profile";
  private static final String PROFILES = "profiles";

  /**
   * Reads the file; one that does not exist says nothing.
   *
   * @throws IllegalArgumentException if it cannot be read, or names something that does not exist
   */
  static ConfigFile read(Path path, List<ProviderInfo> providers) {
    String profile = null;
    Map<String, Map<String, String>> common = new HashMap<>();
    Map<String, Map<String, Map<String, String>>> profiles = new TreeMap<>();
    for (Map.Entry<String, Object> entry : parse(path).entrySet()) {
      String key = entry.getKey();
      if (key.equals(PROFILE)) {
        profile = text(entry.getValue(), PROFILE, path);
      } else if (key.equals(PROFILES)) {
        table(entry.getValue(), PROFILES, path).forEach((name, value) -> {
          String place = PROFILES + "." + name;
          Map<String, Map<String, String>> settings = new HashMap<>();
          table(value, place, path)
              .forEach((provider, each) ->
                  settings.put(provider, settings(each, provider, place + ".", path, providers)));
          profiles.put(name, settings);
        });
      } else {
        common.put(key, settings(entry.getValue(), key, "", path, providers));
      }
    }
    return new ConfigFile(path, profile, common, profiles);
  }

  private static Map<String, Object> parse(Path path) {
    try {
      return entries(new TomlParser().parse(Files.readString(path)));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Map.of();
    } catch (IOException e) {
      throw wrong(path, "cannot be read (" + e + ")");
    } catch (ParsingException e) {
      throw wrong(path, "is not TOML: " + firstLine(e));
    }
  }

  private static Map<String, String> settings(
      Object value, String provider, String prefix, Path path, List<ProviderInfo> providers) {
    ProviderInfo info = providers.stream()
        .filter(each -> each.name().equals(provider))
        .findFirst()
        .orElseThrow(() -> wrong(
            path,
            "has [" + prefix + provider + "], which is no provider; there are: "
                + String.join(", ", providers.stream().map(ProviderInfo::name).toList())));
    Map<String, String> settings = new HashMap<>();
    table(value, prefix + provider, path).forEach((name, each) -> {
      try {
        settings.put(info.setting(name).name(), text(each, prefix + provider + "." + name, path));
      } catch (IllegalArgumentException e) {
        throw e.getMessage() != null && e.getMessage().startsWith(path.toString())
            ? e
            : wrong(path, "is wrong: " + e.getMessage());
      }
    });
    return settings;
  }

  private static Map<String, Object> table(Object value, String name, Path path) {
    if (value instanceof UnmodifiableConfig table) {
      return entries(table);
    }
    throw wrong(path, "must have a table [" + name + "], not a value of that name");
  }

  private static Map<String, Object> entries(UnmodifiableConfig table) {
    Map<String, Object> entries = new LinkedHashMap<>();
    table.entrySet().forEach(entry -> entries.put(entry.getKey(), entry.getRawValue()));
    return entries;
  }

  private static String text(Object value, String name, Path path) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong(path, "must have a string in quotes for " + name);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static IllegalArgumentException wrong(Path path, String problem) {
    return new IllegalArgumentException(path + " " + problem);
  }
}
