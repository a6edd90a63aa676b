package io.github.ckpt4j.robustness;

import static io.github.ckpt4j.robustness.WireFault.harmless;
import static io.github.ckpt4j.robustness.WireFault.permanent;
import static io.github.ckpt4j.robustness.WireFault.temporary;

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

/** Faults of TLS and of HTTP/2 over TLS. */
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
            "TLS without a fault",
            inTls((connection, scenario) -> connection.write(
                WireSample.ok(scenario.subject.lastResponse(), "Connection: close")))),
        temporary(
            "reset instead of a handshake",
            Kind.NETWORK,
            handshake((connection, scenario) -> connection.reset())),
        temporary("closed inside the handshake", Kind.NETWORK, handshake((connection, scenario) -> {
          connection.in().read();
          connection.write(new byte[] {0x16, 3, 3});
        })),
        temporary(
            "plain text instead of a handshake",
            Kind.NETWORK,
            handshake((connection, scenario) ->
                connection.write(WireSample.response("400 Bad Request", "")))),
        certificate("certificate from an unknown authority", UNKNOWN_AUTHORITY),
        certificate("self-signed certificate", SELF_SIGNED),
        certificate("certificate for another host", OTHER_HOST),
        certificate("expired certificate", EXPIRED),
        temporary("reset inside the body, in TLS", Kind.NETWORK, inTls((connection, scenario) -> {
          connection.write(WireSample.head("200 OK", "Content-Length: 500"));
          connection.reset();
        })),
        permanent(
            "redirect from https to http",
            Kind.BAD_RESPONSE,
            inTls((connection, scenario) -> connection.write(WireSample.response(
                "302 Found",
                "",
                "Location: " + scenario.foreign().origin() + scenario.subject.lastTarget())))),
        harmless(
            "HTTP/2 without a fault",
            inHttp2((http2, stream, scenario) ->
                http2.respond(stream, scenario.subject.lastResponse()))),
        new WireFault(
            "HTTP/2 GOAWAY before the response, which OkHttp itself retries on another connection",
            inHttp2((http2, stream, scenario) -> http2.goAway(0)),
            Outcome.listed(2),
            Outcome.failed(Kind.NETWORK, 3)),
        harmless("HTTP/2 GOAWAY together with the response", inHttp2((http2, stream, scenario) -> {
          http2.goAway(stream);
          http2.respond(stream, scenario.subject.lastResponse());
        })),
        temporary(
            "HTTP/2 GOAWAY, then no response",
            Kind.NETWORK,
            inHttp2((http2, stream, scenario) -> http2.goAwayAndClose(stream))),
        temporary(
            "HTTP/2 RST_STREAM",
            Kind.NETWORK,
            inHttp2((http2, stream, scenario) -> http2.resetStream(stream, Http2.INTERNAL_ERROR))),
        temporary(
            "HTTP/2 RST_STREAM inside the body",
            Kind.NETWORK,
            inHttp2((http2, stream, scenario) -> {
              http2.respondHalf(stream, scenario.subject.lastResponse());
              http2.resetStream(stream, Http2.INTERNAL_ERROR);
            })),
        temporary(
            "invalid HTTP/2 frame",
            Kind.NETWORK,
            inHttp2((http2, stream, scenario) -> http2.garbage())));
  }

  static void trust(OkHttpClient.Builder http) {
    HandshakeCertificates trusted = new HandshakeCertificates.Builder()
        .addTrustedCertificate(AUTHORITY.certificate())
        .build();
    http.sslSocketFactory(trusted.sslSocketFactory(), trusted.trustManager());
  }

  static Connection overTls(Connection connection) throws IOException {
    return connection.secure(GOOD, "http/1.1");
  }

  private interface Http2Reply {
    void to(Http2 http2, int stream, FaultScenario scenario) throws IOException;
  }

  private static WireFault certificate(String name, SSLContext presented) {
    return permanent(
        name,
        Kind.NETWORK,
        handshake((connection, scenario) -> connection.secure(presented).readRequest()));
  }

  /** Fails before a request can be read; earlier connections work normally. */
  private static Consumer<FaultScenario> handshake(FaultScenario.Reply reply) {
    return https(scenario -> scenario.handle(connection -> {
      if (scenario.shouldFail()) {
        reply.to(connection, scenario);
      } else {
        Connection secure = overTls(connection);
        scenario.respond(secure, secure.readRequest());
      }
    }));
  }

  private static Consumer<FaultScenario> inTls(FaultScenario.Reply reply) {
    return https(scenario -> scenario.handle(connection -> {
      Connection secure = overTls(connection);
      String request = secure.readRequest();
      if (scenario.shouldFail()) {
        reply.to(secure, scenario);
      } else {
        scenario.respond(secure, request);
      }
    }));
  }

  private static Consumer<FaultScenario> inHttp2(Http2Reply reply) {
    return https(scenario -> scenario.handle(connection -> {
      Http2 http2 = new Http2(connection.secure(GOOD, "h2"));
      for (int stream = http2.nextRequest(); stream > 0; stream = http2.nextRequest()) {
        int before = scenario.requestsBefore();
        if (scenario.shouldFail()) {
          reply.to(http2, stream, scenario);
        } else {
          http2.respond(stream, scenario.responseAfter(before));
        }
      }
    }));
  }

  private static Consumer<FaultScenario> https(Consumer<FaultScenario> setup) {
    return scenario -> {
      setup.accept(scenario);
      scenario.at(scenario.origin().replace("http:", "https:"));
      trust(scenario.http);
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
