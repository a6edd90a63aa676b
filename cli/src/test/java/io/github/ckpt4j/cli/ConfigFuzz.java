package io.github.ckpt4j.cli;

import static io.github.ckpt4j.fuzz.Fuzzed.check;

import io.github.ckpt4j.fuzz.FuzzTarget;
import io.github.ckpt4j.fuzz.Fuzzer;
import io.github.ckpt4j.spi.ProviderInfo;
import java.nio.file.Path;
import java.util.List;

/** Reads any bytes as the configuration file; the program for the long run: {@code [inputs] [seed]}. */
final class ConfigFuzz {
  private static final String CANARY = "CANARY-0123456789";
  private static final Path FILE = Path.of("config.toml");
  private static final List<ProviderInfo> PROVIDERS = Configuration.installed();

  private ConfigFuzz() {}

  public static void main(String[] arguments) {
    Fuzzer.main(List.of(target()), arguments);
  }

  static FuzzTarget target() {
    List<String> corpus = List.of(
        "profile = \"work\" # c\n\n[openai]\napi-key = \"CANARY-0123456789\"\n",
        "[profiles.work.oxen]\r\napi-key = 'CANARY-0123456789'\r\n",
        "openai.api-key = \"\"\"\nCANARY-0123456789\\\n   \"\"\"\n",
        "[profiles]\nwork = { openai = { api-key = '''CANARY-0123456789''', }, }\n",
        "\ufeff[\"openai\"]\n'base-url' = \"https://me:CANARY-0123456789@\\u0061\\U0001F600\"\n",
        "[openai]\nCANARY-0123456789 = CANARY-0123456789\n",
        "[openai-compatible.local]\nbase-url = 'http://localhost/v1'\nkey-variable ="
            + " 'CANARY-0123456789'\n",
        "[openai-compatible.local.headers]\nCANARY-0123456789 = 'CANARY-0123456789'\n");
    List<String> pieces = List.of(
        "[",
        "]",
        "[[",
        "{",
        "}",
        "=",
        ".",
        ",",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "\\",
        "\\u00",
        "\\U",
        "\\\n",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "#",
        " ",
        "\u0000",
        "\u0001",
        "\u0085",
        "\u2028",
        "\ufeff",
        "“",
        "”",
        "«",
        "a",
        "0",
        "-",
        "_",
        "é",
        "openai",
        "portkey",
        "api-key",
        "base-url",
        "profile",
        "profiles",
        "work",
        CANARY,
        "true",
        "1.5",
        "2026-01-01",
        "[openai]\n",
        "[openai-compatible.",
        "openai-compatible",
        "local",
        "[local]\n",
        "headers",
        "key-variable = '",
        "base-url = 'https://local.example/v1'\n",
        "[profiles.work.openai]\n",
        "api-key = \"CANARY-0123456789\"\n",
        "a = { ",
        "a.b.c.d.e.f.g.h.i.j = ''");
    return new FuzzTarget(
        "config", FuzzTarget.bytes(corpus), FuzzTarget.bytes(pieces), ConfigFuzz::read);
  }

  private static void read(byte[] input) {
    try {
      Object unused = ConfigFile.parse(FILE, input, PROVIDERS);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      check(message.startsWith("config.toml"), "a message names the file");
      check(message.length() < 500, "a message is bounded");
      check(!message.contains("CANARY"), "a message has no key");
      check(
          message.chars().noneMatch(Character::isISOControl),
          "a message has no control characters");
      check(e.getCause() == null, "a message has no cause that could show more");
    }
  }
}
