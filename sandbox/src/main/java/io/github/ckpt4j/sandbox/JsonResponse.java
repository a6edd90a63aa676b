package io.github.ckpt4j.sandbox;

import com.google.gson.stream.JsonWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import okio.Buffer;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** Responses in JSON, and numbers the way the providers' servers write them. */
final class JsonResponse {
  private JsonResponse() {}

  /** Writes one JSON value. */
  @FunctionalInterface
  interface Content {
    void write(JsonWriter json) throws IOException;
  }

  static MockResponse.Builder response(int status, Content content) {
    Buffer body = new Buffer();
    try (JsonWriter json = writer(body.outputStream())) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return head(status).body(body);
  }

  /** For content that may be larger than memory: written while it is sent, in chunks. */
  static MockResponse.Builder streamed(int status, Content content) {
    return head(status)
        .body(new MockResponseBody() {
          @Override
          public long getContentLength() {
            return -1;
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            try (JsonWriter json = writer(new Chunks(sink))) {
              content.write(json);
            }
          }
        })
        .removeHeader("Content-Length")
        .setHeader("Transfer-Encoding", "chunked");
  }

  static MockResponse.Builder text(int status, String text) {
    return new MockResponse.Builder()
        .code(status)
        .setHeader("Content-Type", "text/plain; charset=utf-8")
        .body(text);
  }

  private static MockResponse.Builder head(int status) {
    return new MockResponse.Builder().code(status).setHeader("Content-Type", "application/json");
  }

  private static JsonWriter writer(OutputStream out) {
    return new JsonWriter(new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)));
  }

  /** Whole and fractional numbers as Python writes them, {@code 5.7e-05} and a bare NaN included. */
  static void number(JsonWriter json, double value) throws IOException {
    String text = Double.toString(value);
    int exponent = text.indexOf('E');
    if (exponent >= 0) {
      double magnitude = Math.abs(value);
      if (magnitude >= 1e-4 && magnitude < 1e16) {
        text = new BigDecimal(text).stripTrailingZeros().toPlainString();
      } else {
        int power = Integer.parseInt(text.substring(exponent + 1));
        String digits = text.substring(0, exponent);
        text = (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits)
            + String.format("e%s%02d", power < 0 ? "-" : "+", Math.abs(power));
      }
    }
    json.jsonValue(text);
  }

  /** A metric under this name if there is one; not a word of it otherwise. */
  static void metric(JsonWriter json, String name, @Nullable Double value) throws IOException {
    if (value != null && Double.isFinite(value)) {
      number(json.name(name), value);
    }
  }

  private static final class Chunks extends OutputStream {
    private final BufferedSink sink;

    Chunks(BufferedSink sink) {
      this.sink = sink;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (length > 0) { // an empty chunk would be the end
        sink.writeHexadecimalUnsignedLong(length).writeUtf8("\r\n");
        sink.write(bytes, offset, length).writeUtf8("\r\n");
      }
    }

    @Override
    public void close() throws IOException {
      sink.writeUtf8("0\r\n\r\n").flush();
    }
  }
}
