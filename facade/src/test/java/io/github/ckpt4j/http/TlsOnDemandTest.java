package io.github.ckpt4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import javax.net.ssl.SSLHandshakeException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TLS is prepared for https and for nothing else. */
final class TlsOnDemandTest {
  private final OkHttpClient plain =
      TlsOnDemand.without(new OkHttpClient.Builder()).build();
  private final TlsOnDemand calls = new TlsOnDemand(plain);
  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void enqueue() {
    server.enqueue(new MockResponse.Builder().body("text").build());
  }

  @AfterEach
  void close() {
    plain.connectionPool().evictAll();
    server.close();
  }

  @Test
  void sendsPlainHttpWithoutPreparingTls() throws IOException {
    server.start();

    try (Response response = calls.newCall(request()).execute()) {
      assertThat(response.body().string()).isEqualTo("text");
    }
    assertThatThrownBy(plain::sslSocketFactory).hasMessageContaining("CLEARTEXT-only");
  }

  @Test
  void refusesServerWhoseCertificateNobodySigned() throws IOException {
    HeldCertificate own =
        new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    server.useHttps(
        new HandshakeCertificates.Builder().heldCertificate(own).build().sslSocketFactory());
    server.start();

    assertThatThrownBy(() -> calls.newCall(request()).execute())
        .isInstanceOf(SSLHandshakeException.class);
  }

  private Request request() {
    return new Request.Builder().url(server.url("/")).build();
  }
}
