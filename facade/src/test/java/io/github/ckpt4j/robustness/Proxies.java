package io.github.ckpt4j.robustness;

import static io.github.ckpt4j.robustness.WireFault.harmless;
import static io.github.ckpt4j.robustness.WireFault.permanent;
import static io.github.ckpt4j.robustness.WireFault.temporary;

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

/** Faults of proxies that require credentials. The proxy here responds in the provider's place. */
final class Proxies {
  private static final String RIGHT = Credentials.basic("user", "right");
  private static final String WRONG = Credentials.basic("user", "wrong");

  private Proxies() {}

  static List<WireFault> faults() {
    return List.of(
        harmless("proxy, with the right credentials", plain(RIGHT)),
        permanent("proxy, without credentials", Kind.UNAUTHENTICATED, plain(null)),
        permanent("proxy, with wrong credentials", Kind.UNAUTHENTICATED, plain(WRONG)),
        harmless("TLS proxy, with the right credentials", tunnel(RIGHT, "200 Connected")),
        permanent(
            "TLS proxy, without credentials", Kind.UNAUTHENTICATED, tunnel(null, "200 Connected")),
        permanent(
            "TLS proxy, with wrong credentials",
            Kind.UNAUTHENTICATED,
            tunnel(WRONG, "200 Connected")),
        every("TLS proxy that refuses", 1, tunnel(RIGHT, "403 Forbidden")),
        every("TLS proxy that is broken", 3, tunnel(RIGHT, "502 Bad Gateway")),
        temporary("proxy that disconnects", Kind.NETWORK, scenario -> {
          at(scenario, "http://models.example", connection -> {
            String request = connection.readRequest();
            if (!scenario.shouldFail()) {
              scenario.respond(connection, request);
            }
          });
        }));
  }

  /** A fault that also affects the first request, so that every attempt fails. */
  private static WireFault every(String name, int attempts, Consumer<FaultScenario> setup) {
    Outcome failed = Outcome.failed(Kind.NETWORK, attempts);
    return new WireFault(name, setup, failed, failed);
  }

  private static Consumer<FaultScenario> plain(@Nullable String credentials) {
    return scenario -> {
      authenticate(scenario, credentials);
      at(scenario, "http://models.example", connection -> {
        String request = connection.readRequest();
        if (isAuthenticated(request)) {
          boolean unused = scenario.shouldFail();
          scenario.respond(connection, request);
        } else {
          refuse(connection);
        }
      });
    };
  }

  private static Consumer<FaultScenario> tunnel(@Nullable String credentials, String status) {
    return scenario -> {
      TlsFaults.trust(scenario.http);
      authenticate(scenario, credentials);
      at(scenario, "https://127.0.0.1:1", connection -> {
        String request = connection.readRequest();
        if (request.contains(Canary.KEY)) {
          scenario.leaked();
        }
        if (!isAuthenticated(request)) {
          refuse(connection);
          return;
        }
        connection.write(WireSample.head(status));
        if (status.startsWith("200")) {
          boolean unused = scenario.shouldFail();
          Connection secure = TlsFaults.overTls(connection);
          scenario.respond(secure, secure.readRequest());
        }
      });
    };
  }

  private static void at(FaultScenario scenario, String origin, FaultServer.Handler proxy) {
    int port = scenario.handle(proxy).port();
    scenario.at(origin);
    scenario.http.proxy(
        new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
  }

  private static void authenticate(FaultScenario scenario, @Nullable String credentials) {
    if (credentials != null) {
      Authenticator once =
          (route, response) -> response.request().header("Proxy-Authorization") != null
              ? null
              : response
                  .request()
                  .newBuilder()
                  .header("Proxy-Authorization", credentials)
                  .build();
      scenario.http.proxyAuthenticator(once);
    }
  }

  private static boolean isAuthenticated(String request) {
    return request.contains("Proxy-Authorization: " + RIGHT);
  }

  private static void refuse(Connection connection) throws IOException {
    connection.write(WireSample.response(
        "407 Proxy Authentication Required",
        "",
        "Proxy-Authenticate: Basic realm=\"here\"",
        "Connection: close"));
  }
}
