package io.github.ckpt4j.cli;

import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The profile {@code sandbox} in the configuration file, between two comments, so that it can be
 * replaced without touching the rest of the file.
 */
final class SandboxProfile {
  static final String NAME = "sandbox";
  private static final String BEGIN = "# ckpt sandbox --save-profile: begin\n";
  private static final String END = "# ckpt sandbox --save-profile: end\n";
  private static final Pattern BLOCK =
      Pattern.compile(Pattern.quote(BEGIN) + ".*?" + Pattern.quote(END), Pattern.DOTALL);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private SandboxProfile() {}

  /**
   * Writes the profile, with these environment variables as settings.
   *
   * @throws IllegalArgumentException if the user has a profile of this name
   */
  static void write(Path file, List<ProviderInfo> providers, Map<String, String> variables)
      throws IOException {
    String before = Files.exists(file) ? Files.readString(file) : "";
    String others = BLOCK.matcher(before).replaceAll("");
    List<ProviderInfo> installed = Configuration.installed();
    if (ConfigFile.parse(file, others.getBytes(StandardCharsets.UTF_8), installed)
        .profiles()
        .containsKey(NAME)) {
      throw new IllegalArgumentException(
          file + " has a profile 'sandbox' already, not written by --save-profile");
    }
    String separator = others.isEmpty() || others.endsWith("\n") ? "" : "\n";
    replace(file, others + separator + BEGIN + tables(providers, variables) + END);
  }

  private static String tables(List<ProviderInfo> providers, Map<String, String> variables) {
    StringBuilder tables = new StringBuilder();
    for (ProviderInfo info : providers) {
      StringBuilder settings = new StringBuilder();
      for (Setting setting : info.settings()) {
        String value = variables.get(setting.variable());
        if (value != null) {
          settings
              .append(setting.name())
              .append(" = \"")
              .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
              .append("\"\n");
        }
      }
      if (settings.length() > 0) {
        tables.append("[profiles.").append(NAME).append('.').append(info.name()).append("]\n");
        tables.append(settings);
      }
    }
    return tables.toString();
  }

  /** Replaces the file atomically, with its old permissions; a new file is for its owner only. */
  private static void replace(Path file, String text) throws IOException {
    Path directory = Files.createDirectories(file.toAbsolutePath().getParent());
    Path target = Files.exists(file) ? file.toRealPath() : file;
    Path written = Files.createTempFile(directory, "config", ".new");
    try {
      Files.writeString(written, text);
      if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(
            written, Files.exists(target) ? Files.getPosixFilePermissions(target) : OWNER_ONLY);
      }
      Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
