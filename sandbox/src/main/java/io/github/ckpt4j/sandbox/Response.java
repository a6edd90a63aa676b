package io.github.ckpt4j.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A provider's response.
 *
 * @param content a {@link Body}, plain text, or a file's {@link Content}
 * @param streamed whether to send the content as it is written, because it may be larger than
 *     memory
 */
record Response(int status, Object content, boolean streamed, Map<String, String> headers) {

  static Response json(int status, Body body) {
    return new Response(status, body, false, Map.of());
  }

  static Response text(int status, String text) {
    return new Response(status, text, false, Map.of());
  }

  static Response file(int status, Content content, String type) {
    return new Response(status, content, false, Map.of("Content-Type", type));
  }

  Response streamedIf(boolean large) {
    return new Response(status, content, large, headers);
  }

  Response header(String name, Object value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value.toString());
    return new Response(status, content, streamed, all);
  }

  /** The content of a response that is not a file. */
  String text(@Nullable Random random) {
    return content instanceof Body body ? body.text(random) : (String) content;
  }

  MockResponse.Builder toHttp(@Nullable Random random) {
    MockResponse.Builder http = new MockResponse.Builder()
        .code(status)
        .setHeader(
            "Content-Type",
            content instanceof Body ? "application/json" : "text/plain; charset=utf-8");
    headers.forEach(http::setHeader);
    if (content instanceof Content file) {
      return http.body(new ContentBody(file));
    }
    return streamed ? stream(http, (Body) content, random) : http.body(text(random));
  }

  private static MockResponse.Builder stream(
      MockResponse.Builder http, Body body, @Nullable Random random) {
    return http.body(new MockResponseBody() {
          @Override
          public long getContentLength() {
            return -1;
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            try (BodyWriter writer = new BodyWriter(
                new OutputStreamWriter(new Chunks(sink), StandardCharsets.UTF_8), random)) {
              writer.write(body);
            }
          }
        })
        .removeHeader("Content-Length")
        .setHeader("Transfer-Encoding", "chunked");
  }

  /** Chunked transfer coding. */
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
      if (length > 0) { // an empty chunk would end the body
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
