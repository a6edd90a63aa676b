package io.github.ckpt4j.providers;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gson's reader over {@link JsonLexer}. It throws an {@link UnreadableException} if the text is not
 * JSON, has a member twice, or is larger than any response needs to be.
 *
 * <p>Gson's own reader is either lenient, and reads comments, single quotes and {@code rue}, or
 * strict, and rejects {@code NaN}.
 */
class StrictJsonReader extends JsonReader {
  private static final int DEEPEST = 255;
  private static final int MOST_MEMBERS = 10_000;
  private static final int VALUES_PER_ITEM = 20;

  private enum Scope {
    EMPTY_DOCUMENT,
    DOCUMENT,
    EMPTY_ARRAY,
    ARRAY,
    EMPTY_OBJECT,
    OBJECT,
    BEHIND_NAME
  }

  private final JsonLexer lexer;
  private final int maxItems;
  private final MemberNames names = new MemberNames();
  private Scope[] scopes = new Scope[8];
  private int[] counts = new int[8];
  private int depth;
  private long values;
  private @Nullable JsonToken peeked;
  private boolean bool;

  /** Reads no array of more than {@code maxItems} elements. */
  StrictJsonReader(Reader in, int maxItems) throws IOException {
    super(Reader.nullReader());
    this.lexer = new JsonLexer(in);
    this.maxItems = maxItems;
    scopes[0] = Scope.EMPTY_DOCUMENT;
  }

  @Override
  public JsonToken peek() throws IOException {
    JsonToken token = peeked;
    if (token == null) {
      token = advance();
      peeked = token;
    }
    return token;
  }

  @Override
  public boolean hasNext() throws IOException {
    JsonToken token = peek();
    return token != JsonToken.END_ARRAY
        && token != JsonToken.END_OBJECT
        && token != JsonToken.END_DOCUMENT;
  }

  @Override
  public void beginObject() throws IOException {
    take(JsonToken.BEGIN_OBJECT);
    push(Scope.EMPTY_OBJECT);
    names.begin(depth);
  }

  @Override
  public void endObject() throws IOException {
    take(JsonToken.END_OBJECT);
    depth--;
  }

  @Override
  public void beginArray() throws IOException {
    take(JsonToken.BEGIN_ARRAY);
    push(Scope.EMPTY_ARRAY);
  }

  @Override
  public void endArray() throws IOException {
    take(JsonToken.END_ARRAY);
    depth--;
  }

  @Override
  public String nextName() throws IOException {
    take(JsonToken.NAME);
    String name = lexer.name();
    if (!names.add(depth, name)) {
      throw new UnreadableException(
          "the response has '" + Shown.name(name) + "' twice in one object");
    }
    if (++counts[depth] > MOST_MEMBERS) {
      throw new UnreadableException(
          "the response has an object of more than " + MOST_MEMBERS + " members");
    }
    scopes[depth] = Scope.BEHIND_NAME;
    return name;
  }

  /** The text of a string, or of a number. */
  @Override
  public String nextString() throws IOException {
    if (peek() == JsonToken.NUMBER) {
      peeked = null;
      return lexer.number();
    }
    take(JsonToken.STRING);
    return lexer.string();
  }

  @Override
  public boolean nextBoolean() throws IOException {
    take(JsonToken.BOOLEAN);
    return bool;
  }

  @Override
  public void nextNull() throws IOException {
    take(JsonToken.NULL);
  }

  @Override
  public double nextDouble() {
    throw new UnsupportedOperationException("Numbers are read by their text");
  }

  @Override
  public long nextLong() {
    throw new UnsupportedOperationException("Numbers are read by their text");
  }

  @Override
  public int nextInt() {
    throw new UnsupportedOperationException("Numbers are read by their text");
  }

  @Override
  public void skipValue() throws IOException {
    int outer = depth;
    do {
      switch (peek()) {
        case BEGIN_OBJECT -> beginObject();
        case END_OBJECT -> endObject();
        case BEGIN_ARRAY -> beginArray();
        case END_ARRAY -> endArray();
        case NAME -> nextName();
        case STRING, NUMBER -> nextString();
        case BOOLEAN -> nextBoolean();
        case NULL -> nextNull();
        case END_DOCUMENT -> throw lexer.notJson();
      }
    } while (depth > outer);
  }

  @Override
  public String getPath() {
    return pathWithin(0);
  }

  @Override
  public String getPreviousPath() {
    return getPath();
  }

  int depth() {
    return depth;
  }

  /** The latest name in the current object. */
  String lastName() {
    return names.last(depth);
  }

  /** The reader's path, relative to an object or array at a depth: {@code metrics.loss}. */
  String pathWithin(int outer) {
    StringBuilder path = new StringBuilder();
    for (int at = outer + 1; at <= depth; at++) {
      if (isArray(at)) {
        path.append('[').append(Math.max(0, counts[at] - 1)).append(']');
      } else if (scopes[at] != Scope.EMPTY_OBJECT) {
        path.append(path.isEmpty() ? "" : ".").append(Shown.name(names.last(at)));
      }
    }
    return path.toString();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + " at " + getPath();
  }

  private boolean isArray(int at) {
    return scopes[at] == Scope.EMPTY_ARRAY || scopes[at] == Scope.ARRAY;
  }

  private JsonToken advance() throws IOException {
    int c = lexer.next();
    return switch (scopes[depth]) {
      case EMPTY_DOCUMENT -> {
        if (c == JsonLexer.END) {
          throw new UnreadableException("the response is empty");
        }
        scopes[depth] = Scope.DOCUMENT;
        yield value(c);
      }
      case DOCUMENT -> {
        require(c == JsonLexer.END);
        yield JsonToken.END_DOCUMENT;
      }
      case EMPTY_ARRAY -> {
        scopes[depth] = Scope.ARRAY;
        yield c == ']' ? end(JsonToken.END_ARRAY) : item(c);
      }
      case ARRAY -> c == ']' ? end(JsonToken.END_ARRAY) : item(behindComma(c));
      case EMPTY_OBJECT -> {
        scopes[depth] = Scope.OBJECT;
        yield c == '}' ? end(JsonToken.END_OBJECT) : name(c);
      }
      case OBJECT -> c == '}' ? end(JsonToken.END_OBJECT) : name(behindComma(c));
      case BEHIND_NAME -> {
        require(c == ':');
        lexer.consume();
        scopes[depth] = Scope.OBJECT;
        yield value(lexer.next());
      }
    };
  }

  private JsonToken end(JsonToken token) {
    lexer.consume();
    return token;
  }

  private int behindComma(int c) throws IOException {
    require(c == ',');
    lexer.consume();
    return lexer.next();
  }

  private JsonToken name(int c) throws IOException {
    require(c == '"');
    lexer.consume();
    return JsonToken.NAME;
  }

  private JsonToken item(int c) throws IOException {
    if (++counts[depth] > maxItems) {
      throw new UnreadableException("the response has a list of more than " + maxItems + " items");
    }
    return value(c);
  }

  private JsonToken value(int c) throws IOException {
    if (++values > (long) VALUES_PER_ITEM * maxItems) {
      throw new UnreadableException(
          "the response has more than " + (long) VALUES_PER_ITEM * maxItems + " values");
    }
    return switch (c) {
      case '{' -> end(JsonToken.BEGIN_OBJECT);
      case '[' -> end(JsonToken.BEGIN_ARRAY);
      case '"' -> end(JsonToken.STRING);
      case 't' -> bool(true);
      case 'f' -> bool(false);
      case 'n' -> {
        lexer.literal("null");
        yield JsonToken.NULL;
      }
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'N', 'I' -> JsonToken.NUMBER;
      default -> throw lexer.notJson();
    };
  }

  private JsonToken bool(boolean value) throws IOException {
    lexer.literal(value ? "true" : "false");
    bool = value;
    return JsonToken.BOOLEAN;
  }

  private void require(boolean condition) throws IOException {
    if (!condition) {
      throw lexer.notJson();
    }
  }

  private void take(JsonToken expected) throws IOException {
    if (peek() != expected) {
      throw new IllegalStateException("Expected " + expected + " and found " + peek());
    }
    peeked = null;
  }

  private void push(Scope scope) {
    if (++depth > DEEPEST) {
      throw new UnreadableException("the response is nested more than " + DEEPEST + " levels deep");
    }
    if (depth == scopes.length) {
      scopes = Arrays.copyOf(scopes, 2 * depth);
      counts = Arrays.copyOf(counts, 2 * depth);
    }
    scopes[depth] = scope;
    counts[depth] = 0;
  }
}
