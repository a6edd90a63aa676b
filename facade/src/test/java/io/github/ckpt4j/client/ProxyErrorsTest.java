package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A failure of a proxy is reported as the proxy's, with its address and without its credentials. */
final class ProxyErrorsTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-1");
  private static final String PASSWORD = "s3cret-pass";

  private final Server proxy = new Server();

  @AfterEach
  void close() {
    proxy.close();
  }

  private static CheckpointException failure(String baseUrl, String variable, String value) {
    try (CheckpointClient client = CheckpointClient.builder()
        .apiKey("openai", "sk-canary-0123456789")
        .allowPlainHttp()
        .baseUrl("openai", baseUrl)
        .proxyFromEnvironment(Map.of(variable, value))
        .options(CallOptions.defaults().attemptTimeout(Duration.ofSeconds(5)))
        .maxRetries(0)
        .build()) {
      return failure(client);
    }
  }

  private static CheckpointException failure(CheckpointClient client) {
    CheckpointException failure = Objects.requireNonNull(
        catchThrowableOfType(CheckpointException.class, () -> client.list(JOB)));
    assertThat(ErrorContract.everythingIn(failure)).doesNotContain(PASSWORD);
    return failure;
  }

  private int port() {
    return HttpUrl.get(proxy.url("/")).port();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http, HTTP_PROXY, http://models.example/v1",
    "http, HTTPS_PROXY, https://models.example/v1",
    "http, https_proxy, https://models.example/v1",
    "http, ALL_PROXY, http://models.example/v1",
    "socks5, ALL_PROXY, https://models.example/v1",
    "socks5h, all_proxy, http://models.example/v1",
  })
  void aProxyThatCannotBeReachedIsNamed(String scheme, String variable, String baseUrl)
      throws IOException {
    String user = scheme.equals("http") ? "me:" + PASSWORD + "@" : "";
    int port = closedPort();
    CheckpointException failure =
        failure(baseUrl, variable, scheme + "://" + user + "127.0.0.1:" + port);
    assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
    assertThat(failure)
        .hasMessageContaining(
            "cannot connect through the proxy 127.0.0.1:" + port + " (" + variable + ") (")
        .hasMessageEndingWith(
            "Hint: check " + variable + "; hosts in NO_PROXY are contacted directly");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "socks5"})
  void aProxyWhoseNameIsUnknownIsNamed(String scheme) {
    CheckpointException failure =
        failure("https://models.example/v1", "HTTPS_PROXY", scheme + "://proxy.invalid:3128");
    assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
    assertThat(failure)
        .hasMessageContaining("cannot connect through the proxy proxy.invalid:3128 (HTTPS_PROXY)")
        .hasMessageContaining("check HTTPS_PROXY");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          HTTP_PROXY  | http://models.example/v1  | ''        | put the user name and password into HTTP_PROXY: http://user:password@host:port
          HTTPS_PROXY | https://models.example/v1 | ''        | put the user name and password into HTTPS_PROXY: http://user:password@host:port
          HTTP_PROXY  | http://models.example/v1  | me:%s@ | check the user name and password in HTTP_PROXY
          HTTPS_PROXY | https://models.example/v1 | me:%s@ | check the user name and password in HTTPS_PROXY
          """)
  void aProxyThatRequiresAuthenticationIsNamed(
      String variable, String baseUrl, String user, String hint) {
    proxy.route(request -> Server.response(407, "", "Proxy-Authenticate: Basic realm=\"here\""));
    CheckpointException failure =
        failure(baseUrl, variable, "http://" + user.formatted(PASSWORD) + "127.0.0.1:" + port());
    assertThat(failure.kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(failure)
        .hasMessageContaining("the proxy 127.0.0.1:" + port() + " (" + variable
            + ") requires authentication (HTTP 407)")
        .hasMessageEndingWith("Hint: " + hint);
  }

  @ParameterizedTest
  @CsvSource({"403, false", "404, false", "502, true", "503, true"})
  void aProxyThatRefusesTheHostIsNamed(int status, boolean temporary) {
    proxy.route(request -> Server.response(status, ""));
    CheckpointException failure =
        failure("https://models.example/v1", "HTTPS_PROXY", "http://127.0.0.1:" + port());
    assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
    assertThat(failure.isTemporary()).isEqualTo(temporary);
    assertThat(failure)
        .hasMessageContaining("the proxy 127.0.0.1:" + port()
            + " (HTTPS_PROXY) refused to connect to models.example (HTTP " + status
            + " to CONNECT)")
        .hasMessageContaining("check that the proxy allows this host, and HTTPS_PROXY");
  }

  @ParameterizedTest
  @CsvSource({"HTTP_PROXY, http://models.example/v1", "HTTPS_PROXY, https://models.example/v1"})
  void aProxyThatHangsUpIsNamed(String variable, String baseUrl) {
    proxy.hangUp().hangUp().hangUp();
    CheckpointException failure = failure(baseUrl, variable, "127.0.0.1:" + port());
    assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
    assertThat(failure)
        .hasMessageContaining(
            "no response, through the proxy 127.0.0.1:" + port() + " (" + variable);
  }

  @Test
  void aProxyThatIsSilentIsNamed() {
    proxy.silence();
    CheckpointException failure =
        failure("http://models.example/v1", "HTTP_PROXY", "127.0.0.1:" + port());
    assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(failure)
        .hasMessageContaining("in time through the proxy 127.0.0.1:" + port() + " (HTTP_PROXY)")
        .hasMessageEndingWith("Hint: allow more time, or check HTTP_PROXY; hosts in NO_PROXY are"
            + " contacted directly");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://me:%s@proxy.example", "nonsense %s", "socks5://me:%s@p:1"})
  void aProxyThatCannotBeUsedIsReportedWhenItIsNeeded(String value) {
    CheckpointException failure =
        failure("https://models.example/v1", "HTTPS_PROXY", value.formatted(PASSWORD));
    assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
    assertThat(failure).hasMessageContaining("the environment variable HTTPS_PROXY ");

    proxy.enqueue("{\"object\":\"list\",\"data\":[],\"has_more\":false}");
    try (CheckpointClient client = CheckpointClient.builder()
        .apiKey("openai", "sk-canary-0123456789")
        .baseUrl("openai", proxy.url("/v1"))
        .proxyFromEnvironment(Map.of("HTTP_PROXY", value.formatted(PASSWORD)))
        .build()) {
      assertThat(client.list(JOB)).isEmpty(); // On this machine, so not through a proxy.
    }
  }

  @Test
  void aProxyOfTheCallersOwnClientIsNamedToo() throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), closedPort());
    OkHttpClient http =
        new OkHttpClient.Builder().proxy(new Proxy(Proxy.Type.HTTP, address)).build();
    try (CheckpointClient client = CheckpointClient.builder()
        .okHttpClient(http)
        .apiKey("openai", "sk-canary-0123456789")
        .baseUrl("openai", "https://models.example/v1")
        .maxRetries(0)
        .build()) {
      assertThat(failure(client))
          .hasMessageContaining("cannot connect through the proxy " + address.getHostString() + ":"
              + address.getPort() + " (")
          .hasMessageEndingWith("check the proxy settings of Java or of the HTTP client");
    }
  }
}
