package io.github.ckpt4j.robustness;

import static io.github.ckpt4j.robustness.WireFault.harmless;
import static io.github.ckpt4j.robustness.WireFault.lasting;
import static io.github.ckpt4j.robustness.WireFault.passing;

import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.robustness.FaultServer.Connection;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** What goes wrong with TLS, and with HTTP/2 over it. */
final class TlsFaults {
  private static final HeldCertificate AUTHORITY =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private static final HeldCertificate OTHER_AUTHORITY =
      new HeldCertificate.Builder().certificateAuthority(0).build();

  private static final SSLContext GOOD = context(certificate("127.0.0.1").signedBy(AUTHORITY));
  private static final SSLContext UNKNOWN_AUTHORITY =
      context(certificate("127.0.0.1").signedBy(OTHER_AUTHORITY));
  private static final SSLContext SELF_SIGNED = context(certificate("127.0.0.1"));
  private static final SSLContext OTHER_HOST =
      context(certificate("example.com").signedBy(AUTHORITY));
  private static final SSLContext EXPIRED = context(certificate("127.0.0.1")
      .signedBy(AUTHORITY)
      .validityInterval(0, TimeUnit.DAYS.toMillis(365)));

  private TlsFaults() {}

  static List<WireFault> faults() {
    return List.of(
        harmless(
            "TLS, nothing wrong",
            inTls((connection, stage) ->
                connection.write(WireSample.ok(stage.subject.lastAnswer(), "Connection: close")))),
        passing(
            "reset instead of a handshake",
            Kind.NETWORK,
            handshake((connection, stage) -> connection.reset())),
        passing("closed inside the handshake", Kind.NETWORK, handshake((connection, stage) -> {
          connection.in().read();
          connection.write(new byte[] {0x16, 3, 3});
        })),
        passing(
            "plain text instead of a handshake",
            Kind.NETWORK,
            handshake(
                (connection, stage) -> connection.write(WireSample.answer("400 Bad Request", "")))),
        certificate("certificate of an unknown authority", UNKNOWN_AUTHORITY),
        certificate("certificate of its own", SELF_SIGNED),
        certificate("certificate of another host", OTHER_HOST),
        certificate("certificate that has expired", EXPIRED),
        passing("reset inside the body, in TLS", Kind.NETWORK, inTls((connection, stage) -> {
          connection.write(WireSample.head("200 OK", "Content-Length: 500"));
          connection.reset();
        })),
        lasting(
            "redirect from https to http",
            Kind.BAD_RESPONSE,
            inTls((connection, stage) -> connection.write(WireSample.answer(
                "302 Found",
                "",
                "Location: " + stage.foreign().origin() + stage.subject.lastTarget())))),
        harmless(
            "HTTP/2, nothing wrong",
            inHttp2((http2, stream, stage) -> http2.answer(stream, stage.subject.lastAnswer()))),
        new WireFault(
            "HTTP/2 GOAWAY before the answer, which OkHttp answers by another connection",
            inHttp2((http2, stream, stage) -> http2.goAway(0)),
            Outcome.listed(2),
            Outcome.failed(Kind.NETWORK, 3)),
        harmless("HTTP/2 GOAWAY together with the answer", inHttp2((http2, stream, stage) -> {
          http2.goAway(stream);
          http2.answer(stream, stage.subject.lastAnswer());
        })),
        passing(
            "HTTP/2 GOAWAY, then no answer",
            Kind.NETWORK,
            inHttp2((http2, stream, stage) -> http2.goAwayAndClose(stream))),
        passing(
            "HTTP/2 RST_STREAM",
            Kind.NETWORK,
            inHttp2((http2, stream, stage) -> http2.resetStream(stream, Http2.INTERNAL_ERROR))),
        passing(
            "HTTP/2 RST_STREAM inside the body", Kind.NETWORK, inHttp2((http2, stream, stage) -> {
              http2.halfAnswer(stream, stage.subject.lastAnswer());
              http2.resetStream(stream, Http2.INTERNAL_ERROR);
            })),
        passing(
            "HTTP/2 frame that is none",
            Kind.NETWORK,
            inHttp2((http2, stream, stage) -> http2.garbage())));
  }

  static void trust(OkHttpClient.Builder http) {
    HandshakeCertificates trusted = new HandshakeCertificates.Builder()
        .addTrustedCertificate(AUTHORITY.certificate())
        .build();
    http.sslSocketFactory(trusted.sslSocketFactory(), trusted.trustManager());
  }

  static Connection secured(Connection connection) throws IOException {
    return connection.secure(GOOD, "http/1.1");
  }

  private interface Http2Reply {
    void to(Http2 http2, int stream, FaultScenario stage) throws IOException;
  }

  private static WireFault certificate(String name, SSLContext presented) {
    return lasting(
        name,
        Kind.NETWORK,
        handshake((connection, stage) -> connection.secure(presented).readRequest()));
  }

  /** Goes wrong before a request can be read; the connections before are in order. */
  private static Consumer<FaultScenario> handshake(FaultScenario.Reply reply) {
    return https(stage -> stage.handle(connection -> {
      if (stage.isAtFault()) {
        reply.to(connection, stage);
      } else {
        Connection secure = secured(connection);
        stage.right(secure, secure.readRequest());
      }
    }));
  }

  private static Consumer<FaultScenario> inTls(FaultScenario.Reply reply) {
    return https(stage -> stage.handle(connection -> {
      Connection secure = secured(connection);
      String request = secure.readRequest();
      if (stage.isAtFault()) {
        reply.to(secure, stage);
      } else {
        stage.right(secure, request);
      }
    }));
  }

  private static Consumer<FaultScenario> inHttp2(Http2Reply reply) {
    return https(stage -> stage.handle(connection -> {
      Http2 http2 = new Http2(connection.secure(GOOD, "h2"));
      for (int stream = http2.nextRequest(); stream > 0; stream = http2.nextRequest()) {
        int before = stage.rightly();
        if (stage.isAtFault()) {
          reply.to(http2, stream, stage);
        } else {
          http2.answer(stream, stage.answerNumber(before));
        }
      }
    }));
  }

  private static Consumer<FaultScenario> https(Consumer<FaultScenario> staging) {
    return stage -> {
      staging.accept(stage);
      stage.at(stage.origin().replace("http:", "https:"));
      trust(stage.http);
    };
  }

  private static HeldCertificate.Builder certificate(String host) {
    return new HeldCertificate.Builder().addSubjectAlternativeName(host);
  }

  private static SSLContext context(HeldCertificate.Builder certificate) {
    return new HandshakeCertificates.Builder()
        .heldCertificate(certificate.build())
        .build()
        .sslContext();
  }
}
