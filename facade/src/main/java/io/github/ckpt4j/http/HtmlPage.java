package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException.Kind;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * An HTML page in place of an API's response. Providers send none, so it comes from something
 * between, and says nothing about the key or the job.
 *
 * @param title the page's title, null if it has none
 */
record HtmlPage(@Nullable String title, int status) {
  private static final Pattern TITLE =
      Pattern.compile("<title[^>]*>([^<]*)</title", Pattern.CASE_INSENSITIVE);
  private static final int START = 1024;
  private static final int LONGEST_TITLE = 200;

  /** The page in the body, null if it is not one. */
  static @Nullable HtmlPage of(Response response, String body) {
    String text = body.replaceFirst("^\ufeff", "").stripLeading();
    if (!text.startsWith("<")) {
      return null;
    }
    String start = text.substring(0, Math.min(START, text.length())).toLowerCase(Locale.ROOT);
    String type = response.header("Content-Type", "");
    boolean isHtml = start.contains("<html")
        || start.contains("<!doctype html")
        || start.contains("<head")
        || start.contains("<body")
        || type.toLowerCase(Locale.ROOT).contains("html");
    if (!isHtml) {
      return null;
    }
    Matcher title = TITLE.matcher(body);
    boolean titled = title.find() && !title.group(1).isBlank();
    return new HtmlPage(titled ? oneLine(title.group(1)) : null, response.code());
  }

  private static String oneLine(String title) {
    String line = title.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() <= LONGEST_TITLE ? line : line.substring(0, LONGEST_TITLE) + "…";
  }

  /** A page says nothing about the key, the job or the request, unless a gateway is overloaded. */
  Kind kind(Kind ofStatus) {
    return ofStatus.isTemporary() || status == 407 ? ofStatus : Kind.BAD_RESPONSE;
  }

  @Override
  public String toString() {
    String page = "received an HTML page"
        + (title == null ? "" : " titled '" + title + "'")
        + " instead of an API response";
    return status >= 500
        ? page
        : page + ": a proxy, firewall or login page may be blocking the request";
  }
}
