package io.github.ckpt4j.sandbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends a file, or the range of it that a request names in its headers. */
final class RangeResponse {
  /** A single range. Other ranges are ignored, as HTTP allows. */
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
          "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
      .withZone(ZoneOffset.UTC);

  private RangeResponse() {}

  /**
   * @param type the media type
   * @param unsatisfiable the error for a range that begins after the end of the file
   */
  static Response of(Request request, StoredFile file, String type, Response unsatisfiable) {
    Content content = file.content();
    Range range = Range.of(request.header("Range"), content.size());
    Response response;
    if (range == null || !unchanged(request.header("If-Range"), file)) {
      response = Response.file(200, content, type);
    } else if (range.isEmpty()) {
      return unsatisfiable.header("Content-Range", "bytes */" + content.size());
    } else {
      response = Response.file(206, content.slice(range.from, range.to), type)
          .header(
              "Content-Range", "bytes " + range.from + "-" + (range.to - 1) + "/" + content.size());
    }
    return response
        .header("Accept-Ranges", "bytes")
        .header("ETag", file.etag())
        .header("Last-Modified", httpDate(file.modified()));
  }

  private static boolean unchanged(@Nullable String ifRange, StoredFile file) {
    return ifRange == null
        || ifRange.equals(file.etag())
        || ifRange.equals(httpDate(file.modified()));
  }

  private static String httpDate(Instant time) {
    return HTTP_DATE.format(time);
  }

  private record Range(long from, long to) {
    /** Null if there is no valid range, empty if it is beyond the end. */
    static @Nullable Range of(@Nullable String header, long size) {
      Matcher range = RANGE.matcher(header == null ? "" : header);
      if (!range.matches()) {
        return null;
      }
      String first = range.group(1);
      String last = range.group(2);
      if (first.isEmpty()) {
        return last.isEmpty() ? null : new Range(Math.max(0, size - Long.parseLong(last)), size);
      }
      long from = Long.parseLong(first);
      long to = last.isEmpty() ? size : Math.min(size, Long.parseLong(last) + 1);
      return !last.isEmpty() && Long.parseLong(last) < from ? null : new Range(from, to);
    }

    boolean isEmpty() {
      return from >= to;
    }
  }
}
