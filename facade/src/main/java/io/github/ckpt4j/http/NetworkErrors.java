package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Maps network failures to {@link CheckpointException}. */
final class NetworkErrors {
  /** OkHttp reports a refused proxy tunnel only in these words. */
  private static final Pattern TUNNEL = Pattern.compile(
      "Failed to authenticate with proxy|Unexpected response code for CONNECT: (\\d+)");

  private NetworkErrors() {}

  /** The error for a response that did not arrive, or not to its end. */
  static CheckpointException of(IOException e, Hints hints) {
    Throwable certificate = refusedCertificate(e);
    if (certificate != null) {
      return certificate(certificate, hints).cause(e).build();
    }
    if (find(e, InvalidAlgorithmParameterException.class) != null) {
      return truststore("Java trusts no certificate, as its truststore is empty or locked", e);
    }
    String proxy = hints.proxy().name();
    return (proxy == null ? direct(e, hints) : through(proxy, e, hints))
        .cause(e)
        .build();
  }

  /** The error for a file of trusted certificates that cannot be used. */
  static CheckpointException truststore(String reason, Exception cause) {
    return CheckpointException.builder(Kind.NETWORK, reason)
        .hint("check -Djavax.net.ssl.trustStore, which must be a PKCS12 or JKS file, and"
            + " -Djavax.net.ssl.trustStorePassword")
        .temporary(false)
        .cause(cause)
        .build();
  }

  private static CheckpointException.Builder direct(IOException e, Hints hints) {
    return e instanceof InterruptedIOException
        ? CheckpointException.builder(
                Kind.TIMEOUT, "no complete response in time (" + named(e) + ")")
            .hint("allow more time, or try again later")
        : CheckpointException.builder(Kind.NETWORK, missing(e) + " (" + named(e) + ")")
            .hint(hint(e, hints));
  }

  /** A body that breaks off or cannot be unpacked ends in one of these. */
  private static String missing(IOException e) {
    return e instanceof EOFException || e instanceof ZipException || e instanceof ProtocolException
        ? "the response is truncated or damaged"
        : "no response";
  }

  /** With a proxy, only the proxy itself is looked up and connected to. */
  private static CheckpointException.Builder through(String proxy, IOException e, Hints hints) {
    Matcher tunnel = TUNNEL.matcher(String.valueOf(e.getMessage()));
    if (tunnel.find()) {
      return tunnel(proxy, tunnel.group(1), hints);
    }
    if (e instanceof InterruptedIOException) {
      return CheckpointException.builder(
              Kind.TIMEOUT, "no complete response in time through " + proxy + " (" + named(e) + ")")
          .hint("allow more time, or check " + hints.proxy().settings());
    }
    boolean unreachable = e instanceof UnknownHostException
        || e instanceof ConnectException
        || e instanceof NoRouteToHostException
        || isRefusedBySocks(e);
    return unreachable
        ? CheckpointException.builder(
                Kind.NETWORK, "cannot connect through " + proxy + " (" + named(e) + ")")
            .hint("check " + hints.proxy().settings())
        : CheckpointException.builder(
                Kind.NETWORK, missing(e) + ", through " + proxy + " (" + named(e) + ")")
            .hint(hint(e, hints));
  }

  private static String named(Throwable e) {
    return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
  }

  private static @Nullable String hint(IOException e, Hints hints) {
    if (e instanceof UnknownHostException) {
      return "check the " + hints.baseUrl() + " and the network; a proxy may be needed";
    }
    if (e instanceof ConnectException) {
      return "check the connection and the " + hints.baseUrl();
    }
    boolean plain = e instanceof SSLException
        && String.valueOf(e.getMessage()).contains("Unsupported or unrecognized SSL message");
    return plain ? "the server may speak http, not https; check the " + hints.baseUrl() : null;
  }

  private static CheckpointException.Builder certificate(Throwable cause, Hints hints) {
    String reason = "the server's certificate is not trusted (" + named(cause) + ")";
    // A certificate that is rejected now will be rejected again.
    CheckpointException.Builder failure =
        CheckpointException.builder(Kind.NETWORK, reason).temporary(false);
    if (cause instanceof SSLPeerUnverifiedException) {
      return failure.hint("it belongs to another host; check the " + hints.baseUrl());
    }
    boolean dated = find(cause, CertificateExpiredException.class) != null
        || find(cause, CertificateNotYetValidException.class) != null;
    return failure.hint(
        dated
            ? "the certificate is not valid now; check this machine's clock"
            : "if a company's proxy or a private CA signed it, add that CA to a copy of Java's truststore"
                + " (keytool -importcert -file CA.pem -keystore FILE) and start Java with"
                + " -Djavax.net.ssl.trustStore=FILE -Djavax.net.ssl.trustStorePassword=PASSWORD"
                + " (JDK_JAVA_OPTIONS sets them for commands)");
  }

  /** Java reports every failure to reach a SOCKS proxy, or one through it, as a SocketException. */
  private static boolean isRefusedBySocks(IOException e) {
    return e.getClass() == SocketException.class
        && !String.valueOf(e.getMessage()).matches("(?i).*(reset|closed|broken|aborted).*");
  }

  private static CheckpointException.Builder tunnel(
      String proxy, @Nullable String status, Hints hints) {
    if (status == null || status.equals("407")) {
      return CheckpointException.builder(
              Kind.UNAUTHENTICATED, proxy + " requires authentication (HTTP 407)")
          .hint(hints.proxy().credentials());
    }
    return CheckpointException.builder(
            Kind.NETWORK,
            proxy + " refused to connect to " + hints.host() + " (HTTP " + status + " to CONNECT)")
        .hint("check that the proxy allows this host, and " + hints.proxy().settings())
        .temporary(!status.startsWith("4"));
  }

  /** The exception that rejects the certificate; a handshake that was only cut off has none. */
  private static @Nullable Throwable refusedCertificate(Throwable e) {
    Throwable unverified = find(e, SSLPeerUnverifiedException.class);
    if (unverified != null) {
      return unverified;
    }
    return find(e, CertificateException.class) == null ? null : e;
  }

  private static @Nullable Throwable find(Throwable thrown, Class<? extends Throwable> type) {
    int depth = 0;
    for (Throwable each = thrown; each != null && depth < 50; each = each.getCause(), depth++) {
      if (type.isInstance(each)) {
        return each;
      }
    }
    return null;
  }
}
