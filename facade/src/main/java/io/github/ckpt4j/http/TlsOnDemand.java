package io.github.ckpt4j.http;

import java.security.KeyStoreException;
import java.util.List;
import okhttp3.Call;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Sets up TLS when it is first needed. That reads every certificate that Java trusts and takes
 * longer than most requests, and a server on this machine does not need it. Safe for use by several
 * threads.
 */
public final class TlsOnDemand implements Call.Factory {
  private final OkHttpClient plain;
  private volatile @Nullable OkHttpClient secure;

  /** @param plain a client {@link #without} TLS */
  public TlsOnDemand(OkHttpClient plain) {
    this.plain = plain;
  }

  /** Keeps the client from setting up TLS. */
  public static OkHttpClient.Builder without(OkHttpClient.Builder client) {
    return client.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
  }

  @Override
  public Call newCall(Request request) {
    return (request.isHttps() ? secure() : plain).newCall(request);
  }

  private OkHttpClient secure() {
    OkHttpClient ready = secure;
    return ready == null ? prepare() : ready;
  }

  /** The TLS client shares the connections of the plain one. */
  private synchronized OkHttpClient prepare() {
    OkHttpClient ready = secure;
    if (ready == null) {
      ready = withTls();
      secure = ready;
    }
    return ready;
  }

  /** OkHttp reads the truststore here, and declares none of the exceptions. */
  private OkHttpClient withTls() {
    try {
      return plain
          .newBuilder()
          .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS))
          .build();
    } catch (Exception e) {
      if (e instanceof KeyStoreException) {
        throw NetworkErrors.truststore("Java's truststore cannot be read (" + e + ")", e);
      }
      throw e;
    }
  }
}
