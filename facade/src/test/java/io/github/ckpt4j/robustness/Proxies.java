package io.github.ckpt4j.robustness;

import static io.github.ckpt4j.robustness.WireFault.harmless;
import static io.github.ckpt4j.robustness.WireFault.lasting;
import static io.github.ckpt4j.robustness.WireFault.passing;

import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.robustness.FaultServer.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import java.util.function.Consumer;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import org.jspecify.annotations.Nullable;

/** Proxies that want to know who asks. The one here answers in the provider's place. */
final class Proxies {
  private static final String RIGHT = Credentials.basic("user", "right");
  private static final String WRONG = Credentials.basic("user", "wrong");

  private Proxies() {}

  static List<WireFault> faults() {
    return List.of(
        harmless("proxy, with the right credentials", plain(RIGHT)),
        lasting("proxy, without credentials", Kind.UNAUTHENTICATED, plain(null)),
        lasting("proxy, with wrong credentials", Kind.UNAUTHENTICATED, plain(WRONG)),
        harmless("proxy for TLS, with the right credentials", tunnel(RIGHT, "200 Connected")),
        lasting(
            "proxy for TLS, without credentials",
            Kind.UNAUTHENTICATED,
            tunnel(null, "200 Connected")),
        lasting(
            "proxy for TLS, with wrong credentials",
            Kind.UNAUTHENTICATED,
            tunnel(WRONG, "200 Connected")),
        every("proxy for TLS that refuses", 1, tunnel(RIGHT, "403 Forbidden")),
        every("proxy for TLS that is broken", 3, tunnel(RIGHT, "502 Bad Gateway")),
        passing("proxy that hangs up", Kind.NETWORK, stage -> {
          at(stage, "http://models.example", connection -> {
            String request = connection.readRequest();
            if (!stage.isAtFault()) {
              stage.right(connection, request);
            }
          });
        }));
  }

  /** One that is there at the first request too, and to which every attempt comes to nothing. */
  private static WireFault every(String name, int attempts, Consumer<FaultScenario> staging) {
    Outcome failed = Outcome.failed(Kind.NETWORK, attempts);
    return new WireFault(name, staging, failed, failed);
  }

  private static Consumer<FaultScenario> plain(@Nullable String credentials) {
    return stage -> {
      authenticate(stage, credentials);
      at(stage, "http://models.example", connection -> {
        String request = connection.readRequest();
        if (isAuthenticated(request)) {
          boolean unused = stage.isAtFault();
          stage.right(connection, request);
        } else {
          refuse(connection);
        }
      });
    };
  }

  private static Consumer<FaultScenario> tunnel(@Nullable String credentials, String answer) {
    return stage -> {
      TlsFaults.trust(stage.http);
      authenticate(stage, credentials);
      at(stage, "https://127.0.0.1:1", connection -> {
        String request = connection.readRequest();
        if (request.contains(Canary.KEY)) {
          stage.leaked();
        }
        if (!isAuthenticated(request)) {
          refuse(connection);
          return;
        }
        connection.write(WireSample.head(answer));
        if (answer.startsWith("200")) {
          boolean unused = stage.isAtFault();
          Connection secure = TlsFaults.secured(connection);
          stage.right(secure, secure.readRequest());
        }
      });
    };
  }

  private static void at(FaultScenario stage, String origin, FaultServer.Handler proxy) {
    int port = stage.handle(proxy).port();
    stage.at(origin);
    stage.http.proxy(
        new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
  }

  private static void authenticate(FaultScenario stage, @Nullable String credentials) {
    if (credentials != null) {
      Authenticator once =
          (route, response) -> response.request().header("Proxy-Authorization") != null
              ? null
              : response
                  .request()
                  .newBuilder()
                  .header("Proxy-Authorization", credentials)
                  .build();
      stage.http.proxyAuthenticator(once);
    }
  }

  private static boolean isAuthenticated(String request) {
    return request.contains("Proxy-Authorization: " + RIGHT);
  }

  private static void refuse(Connection connection) throws IOException {
    connection.write(WireSample.answer(
        "407 Proxy Authentication Required",
        "",
        "Proxy-Authenticate: Basic realm=\"here\"",
        "Connection: close"));
  }
}
