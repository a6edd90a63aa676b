package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.TomlReader.Entry;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The providers that a configuration file defines:
 *
 * <pre>
 * [openai-compatible.local]
 * base-url = "http://localhost:8000/v1"
 * key-variable = "LOCAL_API_KEY"        # may be left out for a server that needs no key
 *
 * [openai-compatible.local.headers]     # may be left out
 * X-Team = "red"
 * X-Key = "{api-key}"                   # instead of Authorization: Bearer
 * </pre>
 */
final class OwnProviders {
  private static final String TABLE = "openai-compatible";
  private static final String BASE_URL = "base-url";
  private static final String KEY_VARIABLE = "key-variable";
  private static final String HEADERS = "headers";
  private static final String FORM =
      "define an OpenAI-compatible provider as a table, such as [openai-compatible.local]";

  private final Path path;
  private final List<ProviderInfo> installed;
  private final Map<String, Table> tables = new LinkedHashMap<>();
  private final Set<List<String>> seen = new HashSet<>();

  /** One table, with the line where it begins. */
  private record Table(int line, Map<String, String> settings, Map<String, String> headers) {}

  OwnProviders(Path path, List<ProviderInfo> installed) {
    this.path = path;
    this.installed = installed;
  }

  static boolean isTheirs(Entry entry) {
    return entry.path().get(0).equals(TABLE);
  }

  /** Reads the tables among the entries of a file. */
  List<Provider> read(List<Entry> entries) {
    entries.stream().filter(OwnProviders::isTheirs).forEach(this::add);
    List<Provider> providers = new ArrayList<>();
    tables.forEach((name, table) -> providers.add(provider(name, table)));
    return providers;
  }

  private void add(Entry entry) {
    List<String> names = entry.path();
    String value = entry.value();
    if (value != null && !seen.add(names)) {
      throw wrong(entry.line(), "the setting is in the file twice");
    }
    if (names.size() == 1 && value == null) {
      return;
    }
    if (names.size() == 1 || (names.size() == 2 && value != null)) {
      throw wrong(entry.line(), FORM);
    }
    Table table = tables.computeIfAbsent(
        names.get(1),
        name -> new Table(entry.line(), new LinkedHashMap<>(), new LinkedHashMap<>()));
    if (names.size() > 2) {
      set(table, names.subList(2, names.size()), entry);
    }
  }

  private void set(Table table, List<String> names, Entry entry) {
    boolean isHeaders = names.get(0).equals(HEADERS);
    String value = entry.value();
    if (isHeaders && names.size() == 1 && value == null) {
      return;
    }
    if (isHeaders && names.size() == 2 && value != null) {
      table.headers().put(names.get(1), value);
    } else if (isHeaders) {
      throw wrong(entry.line(), "headers are a table of names and values");
    } else if (Set.of(BASE_URL, KEY_VARIABLE).contains(names.get(0))
        && names.size() == 1
        && value != null) {
      table.settings().put(names.get(0), value);
    } else {
      throw wrong(
          entry.line(),
          "unknown setting of an OpenAI-compatible provider; known: base-url, key-variable, headers");
    }
  }

  private Provider provider(String name, Table table) {
    String baseUrl = table.settings().get(BASE_URL);
    if (baseUrl == null) {
      throw wrong(table.line(), "an OpenAI-compatible provider needs a base-url");
    }
    if (installed.stream().anyMatch(info -> info.name().equals(name))) {
      throw wrong(
          table.line(),
          "the name of the provider is taken; names in use: "
              + installed.stream().map(ProviderInfo::name).collect(Collectors.joining(", ")));
    }
    if (Set.of(TABLE, ConfigFile.PROFILE, ConfigFile.PROFILES, ConfigFile.PROVIDER)
        .contains(name)) {
      throw wrong(table.line(), "the name of the provider is reserved");
    }
    try {
      return Providers.openAiCompatible(
          name, baseUrl, table.settings().get(KEY_VARIABLE), table.headers());
    } catch (IllegalArgumentException e) {
      throw wrong(table.line(), String.valueOf(e.getMessage()));
    }
  }

  private IllegalArgumentException wrong(int line, String problem) {
    return ConfigFile.wrong(path, line, problem);
  }
}
