package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import okio.Okio;

/**
 * Reads the body of a response into memory.
 *
 * <p>OkHttp's own decompression supports {@code gzip} in only one spelling and with one member, and
 * hides the length of the body. That length is the only way to detect a body that HTTP/2 ends
 * early.
 */
final class BodyReader {
  /** The encoding that requests accept. */
  static final String ACCEPTED = "gzip";

  private static final int MAX_ERROR_BYTES = 64 * 1024;

  private BodyReader() {}

  /**
   * The whole body, which must not be larger than {@code maxBytes}.
   *
   * @throws IOException if the body ends early
   * @throws CheckpointException if it is larger, or has another encoding
   */
  static Body whole(Response response, long maxBytes) throws IOException {
    List<String> encodings = encodings(response);
    requireGzip(encodings);
    BufferedSource source = response.body().source();
    if (source.request(maxBytes + 1)) {
      throw Body.tooLarge(maxBytes);
    }
    Buffer body = source.getBuffer();
    long announced = response.body().contentLength();
    if (announced > body.size()) {
      throw new ProtocolException(
          "unexpected end of the body: " + body.size() + " of " + announced + " bytes");
    }
    return new Body(body, encodings.size(), maxBytes);
  }

  /** The start of an error's body, up to its end or the first fault. */
  static String start(Response response, AttemptLog log) {
    Buffer start = new Buffer();
    BufferedSource source = response.body().source();
    try {
      List<String> encodings = encodings(response);
      requireGzip(encodings);
      for (int i = 0; i < encodings.size() && isGzip(source); i++) {
        source = Okio.buffer(Okio.source(new GZIPInputStream(source.inputStream())));
      }
      source.request(MAX_ERROR_BYTES);
    } catch (IOException e) {
      log.brokenOff(e);
    } catch (CheckpointException e) {
      return "the reason cannot be read: " + e.detail();
    }
    start.write(source.getBuffer(), Math.min(source.getBuffer().size(), MAX_ERROR_BYTES));
    return start.readUtf8();
  }

  /** Some servers announce an encoding that the bodies of their errors do not have. */
  private static boolean isGzip(BufferedSource source) throws IOException {
    return source.request(2)
        && source.getBuffer().getByte(0) == (byte) 0x1f
        && source.getBuffer().getByte(1) == (byte) 0x8b;
  }

  private static List<String> encodings(Response response) {
    List<String> headers = response.headers("Content-Encoding");
    return headers.isEmpty()
        ? List.of()
        : headers.stream()
            .flatMap(header -> Arrays.stream(header.split(",", -1)))
            .map(encoding -> encoding.strip().toLowerCase(Locale.ROOT))
            .filter(encoding -> !encoding.isEmpty() && !encoding.equals("identity"))
            .toList();
  }

  /**
   * Rejects a file that something on the network path has compressed: its bytes and ranges differ.
   * A retry may take another path.
   */
  static void requireIdentity(Response response) {
    List<String> encodings = encodings(response);
    if (!encodings.isEmpty()) {
      throw CheckpointException.builder(
              Kind.BAD_RESPONSE,
              "the file has the content encoding '" + encodings.get(0)
                  + "', which was not requested")
          .hint("a proxy may have added it")
          .temporary(true)
          .status(response.code())
          .build();
    }
  }

  private static void requireGzip(List<String> encodings) {
    for (String encoding : encodings) {
      if (!encoding.equals("gzip") && !encoding.equals("x-gzip")) {
        throw CheckpointException.builder(
                Kind.BAD_RESPONSE,
                "the response has the content encoding '" + encoding + "', which was not requested")
            .hint("a proxy may have added it; requests accept gzip only")
            .build();
      }
    }
  }
}
