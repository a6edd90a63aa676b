package io.github.ckpt4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

final class RedactorTest {
  @Provide
  Arbitrary<String> secrets() {
    return Arbitraries.strings().withCharRange('!', '~').ofMinLength(8).ofMaxLength(60);
  }

  @Property
  void everySecretIsReplacedInEveryForm(
      @ForAll("secrets") String secret, @ForAll long seed, @ForAll("secrets") String other) {
    Redactor redactor = new Redactor(List.of(other, secret));
    String form = encoded(secret, new Random(seed));
    assertThat(redactor.redact("<ü>" + form + "<ü>")).startsWith("<ü>***").doesNotContain(form);
  }

  @Property
  void theStartOfASecretAtTheEndOfTheTextIsReplaced(
      @ForAll("secrets") String secret, @ForAll long seed) {
    Random random = new Random(seed);
    String start = secret.substring(0, 6 + random.nextInt(secret.length() - 6));
    assertThat(new Redactor(List.of(secret)).redact("ü " + encoded(start, random)))
        .isEqualTo("ü ***");
  }

  /** Without the letter u, so that an escape before it is not taken for one of a character. */
  @Provide
  Arbitrary<String> plainSecrets() {
    return Arbitraries.strings()
        .withChars("abcdefghijklmnopqrstvwxyz0123456789-_/")
        .ofMinLength(8)
        .ofMaxLength(60);
  }

  @Property(tries = 5_000)
  void theStartOfASecretIsReplacedWhereverTextIsCutInIt(
      @ForAll("plainSecrets") String secret,
      @ForAll long seed,
      @ForAll @IntRange(max = 1_000) int cut) {
    Random random = new Random(seed);
    String text = "ü " + encoded(secret, random) + " ü";
    String start = text.substring(0, cut % text.length());
    for (String end : List.of("", "…", "… (HTTP 400)", "...", "...'")) {
      String shown = new Redactor(List.of(secret)).redact(start + end);
      assertThat(Unescaped.of(shown)).doesNotContain(secret.substring(0, 6));
      assertThat(shown).endsWith(end);
    }
  }

  @Example
  void theDotsOfACutMayAlsoBeDotsOfTheSecret() {
    Redactor redactor = new Redactor(List.of("secret.of.mine"));
    assertThat(redactor.redact("secret... of.mine")).isEqualTo("***... of.mine");
    assertThat(redactor.redact("(secret.of...)")).isEqualTo("(***...)");
    assertThat(redactor.redact("(secret.of....)")).isEqualTo("(***...)");
  }

  @Property
  void textWithoutASecretIsLeftAsItIs(@ForAll String text) {
    assertThat(new Redactor(List.of("\uffff-no-such-secret")).redact(text)).isEqualTo(text);
  }

  @Property
  void valuesInsideJsonAreSecretsToo(@ForAll("secrets") String secret) {
    String json = "{\"a\":[{\"key\":" + new com.google.gson.Gson().toJson(secret) + "}]}";
    assertThat(new Redactor(List.of(json)).redact("ü" + secret + "ü")).isEqualTo("ü***ü");
  }

  @Property
  void theBasicAuthenticationFormIsASecretToo(@ForAll("secrets") String secret) {
    for (String credentials : new String[] {secret, secret + ":", ":" + secret}) {
      String basic =
          Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.US_ASCII));
      assertThat(new Redactor(List.of(secret)).redact("Basic " + basic)).startsWith("Basic ***");
    }
  }

  @Example
  void theLongestSecretIsReplacedFirst() {
    Redactor redactor = new Redactor(List.of("pk-12345", "pk-12345-secret-tail"));
    assertThat(redactor.redact("a pk-12345-secret-tail b pk-12345 c")).isEqualTo("a *** b *** c");
  }

  @Example
  void anOrdinaryWordIsNotASecret() {
    assertThat(new Redactor(List.of("none", "e")).redact("There is none"))
        .isEqualTo("There is none");
  }

  @Example
  void anExceptionShowsNoSecretAnywhere() {
    Redactor redactor = new Redactor(List.of("sk-secret-1"));
    IOException open = new IOException("key sk-secret-1");
    IOException hidden = new IOException("fine");
    hidden.addSuppressed(new IOException("key sk-secret-1"));
    IOException fine = new IOException("fine", new IOException());
    for (IOException cause : List.of(open, hidden, new IOException("fine", hidden))) {
      CheckpointException safe = redactor.redact(failure(cause));
      assertThat(safe).hasNoCause().hasMessage("bad *** (code ***, request ***). Hint: not ***");
    }
    assertThat(redactor.redact(failure(fine))).hasCause(fine);
  }

  private static CheckpointException failure(Exception cause) {
    return CheckpointException.builder(Kind.UNAUTHENTICATED, "bad sk-secret-1")
        .code("sk-secret-1")
        .requestId("SK-SECRET-1")
        .hint("not sk%2Dsecret%2D1")
        .cause(cause)
        .build();
  }

  /** Writes each character in one of the formats that servers and libraries use. */
  private static String encoded(String text, Random random) {
    StringBuilder encoded = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      encoded.append(
          switch (random.nextInt(9)) {
            case 0 -> String.format(Locale.ROOT, "%%%02X", (int) c);
            case 1 -> String.format(Locale.ROOT, "%%%02x", (int) c);
            case 2 -> String.format(Locale.ROOT, "\\u%04x", (int) c);
            case 3 -> String.format(Locale.ROOT, "\\u%04X", (int) c);
            case 4 -> c == '/' || c == '"' ? "\\" + c : String.valueOf(c);
            case 5 -> "&#" + (int) c + ";";
            case 6 -> String.format(Locale.ROOT, "&#x%x;", (int) c);
            case 7 -> String.valueOf(Character.toUpperCase(c));
            default -> String.valueOf(c);
          });
    }
    return encoded.toString();
  }
}
