package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import okhttp3.HttpUrl;

/** A link to a file at another origin, which is a secret. */
final class FileLink {
  private FileLink() {}

  /**
   * The link as a URL.
   *
   * @param base the provider's base URL
   * @throws CheckpointException that does not show the link, if it is not a URL, or is plain http
   *     to another machine
   */
  static HttpUrl parse(String link, HttpUrl base) {
    HttpUrl url = HttpUrl.parse(link);
    if (url == null) {
      throw refused("it is not an http or https URL");
    }
    if (!FileRedirects.isSafe(url, base)) {
      throw refused("it is not https");
    }
    return url;
  }

  /** Every part of a link that could reveal it. */
  static List<String> secrets(String link) {
    List<String> secrets = new ArrayList<>(List.of(link));
    HttpUrl url = HttpUrl.parse(link);
    if (url != null) {
      secrets.add(url.toString());
      secrets.add(url.encodedPath());
      secrets.add(Objects.requireNonNullElse(url.encodedQuery(), ""));
      secrets.add(Objects.requireNonNullElse(url.query(), ""));
      for (int i = 0; i < url.querySize(); i++) {
        secrets.add(Objects.requireNonNullElse(url.queryParameterValue(i), ""));
      }
    }
    return secrets;
  }

  private static CheckpointException refused(String reason) {
    return CheckpointException.builder(
            Kind.BAD_RESPONSE, "rejected the provider's link to a file: " + reason)
        .build();
  }
}
