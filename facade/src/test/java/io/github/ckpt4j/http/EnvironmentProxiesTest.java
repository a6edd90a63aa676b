package io.github.ckpt4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.CheckpointException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvironmentProxiesTest {
  private static final Map<String, String> ALL = Map.of(
      "https_proxy", "http://lower:1",
      "HTTPS_PROXY", "http://upper:2",
      "HTTP_PROXY", "http://plain:3",
      "ALL_PROXY", "socks5://all:4");

  private static Proxy chosen(Map<String, String> variables, String url) {
    OkHttpClient.Builder client = new OkHttpClient.Builder();
    new EnvironmentProxies(variables).install(client);
    return client.build().proxySelector().select(URI.create(url)).get(0);
  }

  private static Proxy http(String host, int port) {
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
  }

  @Test
  void theProxyForTheSchemeTakesPrecedenceOverTheGeneralOne() {
    assertThat(chosen(ALL, "https://a.example/")).isEqualTo(http("lower", 1));
    assertThat(chosen(ALL, "http://a.example/")).isEqualTo(http("plain", 3));
    Map<String, String> all = Map.of("all_proxy", "socks5h://all", "HTTPS_PROXY", " ");
    assertThat(chosen(all, "https://a.example/"))
        .isEqualTo(new Proxy(Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("all", 1080)));
    assertThat(chosen(Map.of("HTTPS_PROXY", "p"), "https://a.example/")).isEqualTo(http("p", 80));
    Map<String, String> onlyHttp = Map.of("HTTP_PROXY", "p:8080");
    assertThat(chosen(onlyHttp, "https://a.example/")).isEqualTo(Proxy.NO_PROXY);
    Map<String, String> script = Map.of("HTTP_PROXY", "p:8080", "REQUEST_METHOD", "GET");
    assertThat(chosen(script, "http://a.example/")).isEqualTo(Proxy.NO_PROXY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://localhost:1/", "http://127.0.0.1/", "https://127.1.2.3/", "http://[::1]/"})
  void loopbackIsReachedDirectly(String url) {
    assertThat(chosen(ALL, url)).isEqualTo(Proxy.NO_PROXY);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          *                  | https://a.example      | true
          a.example          | https://a.example      | true
          a.example          | https://b.a.example    | true
          a.example          | https://ba.example     | false
          .a.example         | https://b.a.example    | true
          *.a.example        | https://b.a.example    | true
          A.Example.         | https://a.EXAMPLE      | true
          a.example:443      | https://a.example      | true
          a.example:444      | https://a.example      | false
          a.example:8443     | https://a.example:8443 | true
          x, a.example ,y    | https://a.example      | true
          x a.example        | https://a.example      | true
          10.1.2.3           | https://10.1.2.3       | true
          10.1.2.3           | https://10.1.2.30      | false
          10.0.0.0/8         | https://10.200.0.1     | true
          10.0.0.0/8         | https://11.0.0.1       | false
          10.0.0.0/33        | https://10.0.0.1       | false
          10.0.0.0/x         | https://10.0.0.1       | false
          fd00::/8           | https://[fd12::1]      | true
          fd00::/8           | https://[fe80::1]      | false
          [fd12::1]:443      | https://[fd12::1]      | true
          fd12::1            | https://[fd12::1]      | true
          ''                 | https://a.example      | false
          """)
  void hostsInNoProxyAreReachedDirectly(String list, String url, boolean direct) {
    Map<String, String> variables = Map.of("HTTPS_PROXY", "http://p:1", "NO_PROXY", list);
    assertThat(chosen(variables, url)).isEqualTo(direct ? Proxy.NO_PROXY : http("p", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:s3cret-pass@host:99999",
        "https://user:s3cret-pass@host",
        "ftp://user:s3cret-pass@host",
        "http://user:s3cret-pass@",
        "http://user:s3cret-pass@ho st",
        "http://user:s3cret-pass%zz@host",
        "socks5://user:s3cret-pass@host",
        "http://user:s3cret-pass@host/path"
      })
  void anInvalidProxyIsReportedOnlyByItsVariable(String url) {
    Map<String, String> variables =
        Map.of("https_proxy", url, "http_proxy", "p:1", "NO_PROXY", "inside.example");
    assertThatThrownBy(() -> chosen(variables, "https://a.example/"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("the environment variable https_proxy ")
        .hasMessageContaining("Hint: write http://[user:password@]host[:port]")
        .hasMessageNotContaining("s3cret");
    assertThat(chosen(variables, "https://inside.example/")).isEqualTo(Proxy.NO_PROXY);
    assertThat(chosen(variables, "https://localhost/")).isEqualTo(Proxy.NO_PROXY);
    assertThat(chosen(variables, "http://a.example/")).isEqualTo(http("p", 1));
  }

  @Test
  void credentialsAreSecretsInTheirEncodedForm() {
    EnvironmentProxies proxies =
        new EnvironmentProxies(Map.of("HTTPS_PROXY", "http://us%40er:p%2Fassword@host:1"));
    assertThat(proxies.secrets()).contains("p/assword", "us@er:p/assword");
  }
}
