package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.TomlReader.Entry;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file.
 *
 * <pre>
 * profile = "work"                 # the profile to use unless another is named
 * provider = "openai"              # the provider of references that name none
 *
 * [openai]                         # for every profile
 * organization = "org-1"
 *
 * [profiles.work.openai]
 * api-key = "…"
 *
 * [openai-compatible.local]        # another provider
 * base-url = "http://localhost:8000/v1"
 * </pre>
 *
 * <p>Anything in the file may be a key that was pasted into the wrong place. An error therefore
 * names only the line and providers and settings that exist.
 *
 * @param path where the file is, or would be
 * @param profile the profile to use unless another is named
 * @param common settings by provider, for every profile
 * @param profiles settings by profile and provider
 * @param lines the line where each profile begins
 * @param own the providers that it defines
 * @param provider the provider of references that name none
 * @param providers the same by profile
 */
record ConfigFile(
    Path path,
    @Nullable String profile,
    Map<String, Map<String, String>> common,
    Map<String, Map<String, Map<String, String>>> profiles,
    Map<String, Integer> lines,
    List<Provider> own,
    @Nullable String provider,
    Map<String, String> providers) {
  static final String PROFILE = "profile";
  static final String PROVIDER = "provider";
  static final String PROFILES = "profiles";
  private static final int MOST_BYTES = 1 << 20;
  private static final char BYTE_ORDER_MARK = '\ufeff';

  /**
   * Reads the file; one that does not exist is empty.
   *
   * @param installed the providers that exist without it
   * @throws IllegalArgumentException if it cannot be read, or names something that does not exist
   */
  static ConfigFile read(Path path, List<ProviderInfo> installed) {
    return parse(path, bytes(path), installed);
  }

  /** Parses the contents of the file; throws as {@link #read} does. */
  static ConfigFile parse(Path path, byte[] bytes, List<ProviderInfo> installed) {
    List<Entry> entries = entries(path, text(path, bytes), installed);
    List<Provider> own = new OwnProviders(path, installed).read(entries);
    ConfigFile.Reader reader =
        new Reader(path, installed, own.stream().map(Provider::info).toList());
    entries.stream().filter(each -> !OwnProviders.isTheirs(each)).forEach(reader::add);
    return new ConfigFile(
        path,
        reader.profile,
        reader.common,
        reader.profiles,
        reader.lines,
        own,
        reader.provider,
        reader.providers);
  }

  /** A warning if the file contains a key and any user of the machine can read it. */
  Optional<String> warning(List<ProviderInfo> providers) {
    boolean hasKey = providers.stream()
        .anyMatch(info -> info.settings().stream()
            .filter(Setting::secret)
            .anyMatch(setting -> isSet(info.name(), setting.name())));
    return hasKey && othersCanRead()
        ? Optional.of(path + " contains a key and is readable by all users. Hint: chmod 600 it.")
        : Optional.empty();
  }

  private boolean isSet(String provider, String setting) {
    return common.getOrDefault(provider, Map.of()).containsKey(setting)
        || profiles.values().stream()
            .anyMatch(each -> each.getOrDefault(provider, Map.of()).containsKey(setting));
  }

  private boolean othersCanRead() {
    try {
      return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false; // Not a POSIX file system: permissions are unknown.
    }
  }

  private static List<Entry> entries(Path path, String text, List<ProviderInfo> providers) {
    try {
      return TomlReader.read(text);
    } catch (TomlReader.SyntaxException e) {
      String setting = known(e.path(), providers).map(name -> name + ": ").orElse("");
      throw wrong(path, e.line(), "column " + e.column() + ": " + setting + e.getMessage());
    }
  }

  private static byte[] bytes(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw wrong(path, "is a directory");
      }
      if (Files.size(path) > MOST_BYTES) {
        throw wrong(path, "is larger than 1 MB");
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return new byte[0];
    } catch (AccessDeniedException e) {
      throw wrong(path, "cannot be read: permission denied");
    } catch (FileSystemException e) {
      if (!Files.exists(path)) {
        return new byte[0]; // One of its parent directories is a file.
      }
      throw wrong(path, "cannot be read: " + e.getReason());
    } catch (IOException e) {
      throw wrong(path, "cannot be read: " + e.getMessage());
    }
  }

  private static String text(Path path, byte[] bytes) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') >= 0) { // UTF-16 without a byte order mark
        throw notUtf8(path);
      }
      return text.indexOf(BYTE_ORDER_MARK) == 0 ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw notUtf8(path);
    }
  }

  private static IllegalArgumentException notUtf8(Path path) {
    return wrong(path, "is not UTF-8. Hint: choose UTF-8 as the encoding when you save it");
  }

  /** The name of the setting at a path, if it exists. */
  private static Optional<String> known(List<String> path, List<ProviderInfo> providers) {
    if (path.size() < 2) {
      return Optional.empty();
    }
    String provider = path.get(path.size() - 2);
    String setting = path.get(path.size() - 1);
    return providers.stream()
        .filter(info -> info.name().equals(provider))
        .filter(info -> info.settings().stream().anyMatch(each -> each.name().equals(setting)))
        .map(info -> provider + "." + setting)
        .findFirst();
  }

  private static IllegalArgumentException wrong(Path path, String problem) {
    return new IllegalArgumentException(path + " " + problem);
  }

  static IllegalArgumentException wrong(Path path, int line, String problem) {
    return new IllegalArgumentException(path + ", line " + line + ": " + problem);
  }

  /** Puts each entry into its place. */
  private static final class Reader {
    private final Path path;
    private final List<ProviderInfo> installed;
    private final List<ProviderInfo> own;
    private final Set<List<String>> seen = new HashSet<>();
    private final Map<String, Map<String, String>> common = new HashMap<>();
    private final Map<String, Map<String, Map<String, String>>> profiles = new TreeMap<>();
    private final Map<String, Integer> lines = new TreeMap<>();
    private @Nullable String profile;
    private @Nullable String provider;
    private final Map<String, String> providers = new HashMap<>();

    private Reader(Path path, List<ProviderInfo> installed, List<ProviderInfo> own) {
      this.path = path;
      this.installed = installed;
      this.own = own;
    }

    private void add(Entry entry) {
      List<String> names = entry.path();
      if (entry.value() != null && !seen.add(names)) {
        throw wrong(path, entry.line(), "the setting is in the file twice");
      }
      if (names.get(0).equals(PROFILES)) {
        addToProfile(entry);
      } else if (names.equals(List.of(PROFILE)) && entry.value() != null) {
        profile = entry.value();
      } else if (names.equals(List.of(PROVIDER)) && entry.value() != null) {
        provider = provider(List.of(entry.value()), entry).name();
      } else {
        set(common, names, entry);
      }
    }

    private void addToProfile(Entry entry) {
      List<String> names = entry.path();
      if (names.size() == 1 && entry.value() == null) {
        return;
      }
      if (names.size() == 1 || (names.size() == 2 && entry.value() != null)) {
        throw wrong(path, entry.line(), "a profile is a table, such as [profiles.work.openai]");
      }
      String name = names.get(1);
      lines.putIfAbsent(name, entry.line());
      Map<String, Map<String, String>> settings =
          profiles.computeIfAbsent(name, each -> new HashMap<>());
      if (names.size() == 3 && names.get(2).equals(PROVIDER) && entry.value() != null) {
        providers.put(name, provider(List.of(entry.value()), entry).name());
      } else if (names.size() > 2) {
        set(settings, names.subList(2, names.size()), entry);
      }
    }

    private void set(Map<String, Map<String, String>> settings, List<String> names, Entry entry) {
      String value = entry.value();
      ProviderInfo info = provider(names, entry);
      if (names.size() == 1 && value == null) {
        settings.computeIfAbsent(info.name(), each -> new HashMap<>());
      } else if (names.size() == 2 && value != null) {
        String setting = info.settings().stream()
            .map(Setting::name)
            .filter(names.get(1)::equals)
            .findFirst()
            .orElseThrow(() -> wrong(
                path,
                entry.line(),
                "unknown setting of " + shown(info) + "; known: "
                    + info.settings().stream()
                        .map(Setting::name)
                        .collect(Collectors.joining(", "))));
        settings.computeIfAbsent(info.name(), each -> new HashMap<>()).put(setting, value);
      } else {
        throw wrong(
            path,
            entry.line(),
            "settings of " + shown(info) + " belong in a table, such as [openai]");
      }
    }

    /** The name of a provider that the file defines is not shown: it may be a pasted key. */
    private String shown(ProviderInfo info) {
      return own.contains(info) ? "an OpenAI-compatible provider" : info.name();
    }

    private ProviderInfo provider(List<String> names, Entry entry) {
      return Stream.concat(installed.stream(), own.stream())
          .filter(info -> info.name().equals(names.get(0)))
          .findFirst()
          .orElseThrow(() -> wrong(path, entry.line(), unknown(names, entry)));
    }

    private String unknown(List<String> names, Entry entry) {
      boolean isSetting = names.size() == 1
          && installed.stream()
              .flatMap(info -> info.settings().stream())
              .anyMatch(setting -> setting.name().equals(names.get(0)));
      if (isSetting) {
        return names.get(0) + " is outside a provider's table, such as [openai]";
      }
      if (names.size() == 1 && entry.value() != null && entry.path().contains(names.get(0))) {
        return "unknown setting outside a provider's table, such as [openai]";
      }
      return "unknown provider; known: "
          + installed.stream().map(ProviderInfo::name).collect(Collectors.joining(", "));
    }
  }
}
