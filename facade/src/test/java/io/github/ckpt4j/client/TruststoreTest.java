package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.robustness.ChildJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of trusted certificates, which Java reads once per process, so each is used in one of its own. */
final class TruststoreTest {
  private static final String PASSWORD = "changeit";

  private final HeldCertificate company =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private final MockWebServer server = new MockWebServer();

  @TempDir
  Path directory;

  @BeforeEach
  void startWithACertificateOfTheCompany() throws IOException {
    HeldCertificate own = new HeldCertificate.Builder()
        .signedBy(company)
        .addSubjectAlternativeName("localhost")
        .build();
    server.useHttps(
        new HandshakeCertificates.Builder().heldCertificate(own).build().sslSocketFactory());
    server.enqueue(new MockResponse.Builder()
        .body("{\"object\":\"list\",\"data\":[],\"has_more\":false}")
        .build());
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theOptionsOfTheHintMakeJavaTrustTheCompany() throws Exception {
    assertThat(list())
        .contains("certificate is not trusted")
        .contains("-Djavax.net.ssl.trustStore=FILE -Djavax.net.ssl.trustStorePassword=PASSWORD");

    assertThat(list(
            "-Djavax.net.ssl.trustStore=" + pkcs12(),
            "-Djavax.net.ssl.trustStorePassword=" + PASSWORD))
        .isEqualTo("0 checkpoints");
  }

  @Test
  void aLockedTruststoreIsReported() throws Exception {
    assertThat(list("-Djavax.net.ssl.trustStore=" + pkcs12()))
        .contains("its truststore is empty or locked")
        .contains("-Djavax.net.ssl.trustStorePassword");
  }

  @Test
  void anotherFileThanATruststoreIsReported() throws Exception {
    Path pem = Files.writeString(directory.resolve("ca.pem"), company.certificatePem());
    assertThat(list("-Djavax.net.ssl.trustStore=" + pem))
        .contains("Java's truststore cannot be read")
        .contains("must be a PKCS12 or JKS file");
  }

  private Path pkcs12() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("company", company.certificate());
    Path file = directory.resolve("trusted.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private String list(String... options) throws IOException, InterruptedException {
    return ChildJvm.output(
        ChildJvm.of(Lister.class, List.of(options), server.url("/v1").toString()));
  }

  /** Prints how many checkpoints a server has, or the error. */
  static final class Lister {
    public static void main(String[] arguments) {
      try (CheckpointClient client = CheckpointClient.builder()
          .apiKey("openai", "sk-canary-0123456789")
          .baseUrl("openai", arguments[0])
          .maxRetries(0)
          .build()) {
        System.out.println(client.list(new JobRef("openai", "ftjob-1")).size() + " checkpoints");
      } catch (CheckpointException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
