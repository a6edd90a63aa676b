package io.github.ckpt4j.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * An object store with signed links, such as S3: anyone can use a link until it expires, and a request
 * with an additional form of authorization is refused.
 */
final class ObjectStore extends Errors {
  /** For links that are never followed. */
  static final ObjectStore WITHOUT_SERVER =
      new ObjectStore(() -> Instant.EPOCH, Duration.ofMinutes(15), () -> "https://store.example");

  private static final String SECRET = "sandbox-store-secret";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private final Duration lifetime;
  private final Supplier<String> baseUrl;

  ObjectStore(InstantSource clock, Duration lifetime, Supplier<String> baseUrl) {
    this.clock = clock;
    this.lifetime = lifetime;
    this.baseUrl = baseUrl;
  }

  /** A link to the file of this key. */
  String link(String key) {
    HttpUrl url = HttpUrl.get(baseUrl.get()).newBuilder().addPathSegments(key).build();
    String time = TIME.format(clock.instant());
    String expires = Long.toString(lifetime.toSeconds());
    return url.newBuilder()
        .addQueryParameter("X-Amz-Algorithm", "AWS4-HMAC-SHA256")
        .addQueryParameter(
            "X-Amz-Credential",
            "AKIASANDBOX/" + time.substring(0, 8) + "/us-west-2/s3/aws4_request")
        .addQueryParameter("X-Amz-Date", time)
        .addQueryParameter("X-Amz-Expires", expires)
        .addQueryParameter("X-Amz-SignedHeaders", "host")
        .addQueryParameter("X-Amz-Signature", signature("GET", url.encodedPath(), time, expires))
        .build()
        .toString();
  }

  /**
   * The response to a request for a file.
   *
   * @param stored finds the file; null for none
   */
  Response respond(Request request, Supplier<@Nullable StoredFile> stored) {
    Response refusal = refusal(request);
    if (refusal != null) {
      return refusal;
    }
    StoredFile file = stored.get();
    return file == null
        ? error(404)
        : RangeResponse.of(request, file, "binary/octet-stream", error(416));
  }

  private @Nullable Response refusal(Request request) {
    if (request.header("Authorization") != null) {
      return error(
          400,
          "InvalidArgument",
          "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the"
              + " Authorization header should be specified");
    }
    Map<String, String> query = request.query();
    String signature = query.get("X-Amz-Signature");
    String time = query.getOrDefault("X-Amz-Date", "");
    String expires = query.getOrDefault("X-Amz-Expires", "");
    if (signature == null) {
      return error(403);
    }
    try {
      Instant end = TIME.parse(time, Instant::from).plusSeconds(Long.parseLong(expires));
      if (clock.instant().isAfter(end)) {
        return error(403, "AccessDenied", "Request has expired");
      }
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      return error(400, "AuthorizationQueryParametersError", "X-Amz-Date or X-Amz-Expires is bad");
    }
    return signature.equals(signature(request.method(), request.path(), time, expires))
        ? null
        : error(403, "SignatureDoesNotMatch", "The signature does not match the request.");
  }

  private static String signature(String method, String path, String time, String expires) {
    String text = String.join("\n", method, path, time, expires);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JVM has this algorithm
    }
  }

  @Override
  Response error(int status) {
    String code = switch (status) {
      case 403 -> "AccessDenied";
      case 404 -> "NoSuchKey";
      case 416 -> "InvalidRange";
      case 429, 503 -> "SlowDown";
      default -> status < 500 ? "InvalidRequest" : "InternalError";
    };
    return error(status, code, reason(status));
  }

  private static Response error(int status, String code, String message) {
    return Response.text(status, """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>%s</Code><Message>%s</Message><RequestId>SANDBOX</RequestId></Error>""".formatted(code, message))
        .header("Content-Type", "application/xml");
  }
}
