package io.github.ckpt4j.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The description, in a successful response, of the bytes that it contains.
 *
 * @param isRange whether it claims to be a range, with status 206
 * @param range null if it does not report one
 * @param length how many bytes its body has; null if not reported
 * @param validator a value that changes with the file: its ETag, else the time of its last change;
 *     null if it has neither
 * @param contentType null if it has none
 */
public record FileHead(
    boolean isRange,
    @Nullable Range range,
    @Nullable Long length,
    @Nullable String validator,
    @Nullable String contentType) {
  private static final Pattern CONTENT_RANGE = Pattern.compile(
      "\\s*bytes[ =](\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)\\s*", Pattern.CASE_INSENSITIVE);

  /**
   * The range in a response.
   *
   * @param first the first byte
   * @param last the last byte, inclusive
   * @param total the size of the whole file; null if not reported
   */
  public record Range(long first, long last, @Nullable Long total) {}

  static FileHead of(Response response) {
    String etag = response.header("ETag");
    long length = response.body().contentLength();
    return new FileHead(
        response.code() == 206,
        range(response.header("Content-Range")),
        length < 0 ? null : length,
        etag == null || etag.isBlank() ? response.header("Last-Modified") : etag.strip(),
        response.header("Content-Type"));
  }

  static @Nullable Range range(@Nullable String header) {
    Matcher matcher = CONTENT_RANGE.matcher(header == null ? "" : header);
    if (!matcher.matches()) {
      return null;
    }
    String total = matcher.group(3);
    return new Range(
        Long.parseLong(matcher.group(1)),
        Long.parseLong(matcher.group(2)),
        total.equals("*") ? null : Long.valueOf(total));
  }

  /** The validator for {@code If-Range}, which must be a strong ETag; null if it is not one. */
  public static @Nullable String strong(@Nullable String validator) {
    return validator != null && validator.startsWith("\"") ? validator : null;
  }

  /** Whether it is a web page, as from a gateway or a login form. */
  public boolean isPage() {
    return type().contains("html");
  }

  /** Whether it is such a page or a message such as JSON. */
  public boolean isDocument() {
    return isPage() || type().contains("json") || type().contains("xml");
  }

  private String type() {
    return contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
  }
}
