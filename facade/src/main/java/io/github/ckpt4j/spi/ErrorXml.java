package io.github.ckpt4j.spi;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an error in XML, which object stores and some clouds send, as the JSON that it corresponds to:
 * {@code <Error><Code>NoSuchKey</Code></Error>} as {@code {"Code":"NoSuchKey"}}.
 *
 * <p>Java's parsers would need a module that Android and small run-time images do not have, and an
 * error may be cut. Here nothing is looked up: of entities, only characters are replaced.
 */
final class ErrorXml {
  private static final int DEEPEST = 8;

  private static final Pattern TOKEN = Pattern.compile(
      "<!--.*?-->|<[?!](?!\\[CDATA\\[)[^>]*>"
          + "|<!\\[CDATA\\[(?<raw>.*?)]]>"
          + "|<(?<end>/?)(?:[\\w.-]{1,64}:)?(?<name>[A-Za-z_][\\w.-]{0,63})"
          + "(?:\\s+[\\w:.-]{1,64}\\s*=\\s*(?:\"[^\"<]*\"|'[^'<]*')){0,8}\\s*(?<empty>/?)>"
          + "|(?<text>[^<]+)",
      Pattern.DOTALL);

  private static final Pattern ENTITY =
      Pattern.compile("&(?:#(\\d{1,7})|#x([0-9A-Fa-f]{1,6})|(lt|gt|amp|quot|apos));");

  private final Deque<Element> open = new ArrayDeque<>();
  private @Nullable Element root;
  private boolean ended;

  private record Element(String name, JsonObject content, StringBuilder text) {
    private Element(String name) {
      this(name, new JsonObject(), new StringBuilder());
    }
  }

  private ErrorXml() {}

  /** The contents of the document's element, as far as they can be read; null for anything else. */
  static @Nullable JsonObject read(String body) {
    String text = body.replaceFirst("^\ufeff", "").stripLeading();
    return text.startsWith("<") ? new ErrorXml().document(text) : null;
  }

  private @Nullable JsonObject document(String text) {
    Matcher token = TOKEN.matcher(text);
    // Each token where the last one ends: to search for one would take quadratic time.
    for (int at = 0; at < text.length() && token.region(at, text.length()).lookingAt(); ) {
      at = token.end();
      if (!take(token) || ended) {
        break;
      }
    }
    Element whole = root;
    if (whole == null) {
      return null;
    }
    boolean isWhole = open.isEmpty();
    while (!open.isEmpty()) {
      close(); // A cut document.
    }
    if (!whole.content().isEmpty()) {
      return whole.content();
    }
    return isWhole ? ofText(whole.name(), whole.text().toString().strip()) : null;
  }

  private static JsonObject ofText(String name, String text) {
    JsonObject error = new JsonObject();
    error.addProperty(text.isEmpty() ? "code" : "message", text.isEmpty() ? name : text);
    return error;
  }

  /** Whether to read on. */
  private boolean take(Matcher token) {
    Element current = open.peek();
    if (token.group("name") == null) {
      String raw = token.group("raw");
      String text = token.group("text");
      if (current != null && (raw != null || text != null)) {
        current.text().append(raw == null ? unescaped(text) : raw);
      }
      return true;
    }
    if (!token.group("end").isEmpty()) {
      if (current == null || !current.name().equals(token.group("name"))) {
        return false;
      }
      close();
      return true;
    }
    Element element = new Element(token.group("name"));
    if (root == null) {
      root = element;
    }
    open.push(element);
    if (!token.group("empty").isEmpty()) {
      close();
    }
    return open.size() <= DEEPEST;
  }

  /** Of several elements of one name the first counts. */
  private void close() {
    Element element = open.pop();
    Element parent = open.peek();
    ended = parent == null;
    if (parent != null && !parent.content().has(element.name())) {
      JsonElement value = element.content().isEmpty()
          ? new JsonPrimitive(element.text().toString().strip())
          : element.content();
      parent.content().add(element.name(), value);
    }
  }

  private static String unescaped(String text) {
    return ENTITY.matcher(text).replaceAll(entity -> Matcher.quoteReplacement(character(entity)));
  }

  private static String character(MatchResult entity) {
    if (entity.group(3) != null) {
      return switch (entity.group(3)) {
        case "lt" -> "<";
        case "gt" -> ">";
        case "amp" -> "&";
        case "quot" -> "\"";
        default -> "'";
      };
    }
    int point = entity.group(1) != null
        ? Integer.parseInt(entity.group(1))
        : Integer.parseInt(entity.group(2), 16);
    return Character.isValidCodePoint(point) ? Character.toString(point) : entity.group();
  }
}
