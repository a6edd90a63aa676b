package io.github.ckpt4j.http;

import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Creates the OkHttp client that streams files. */
public final class FileClient {
  private FileClient() {}

  /**
   * A client for files.
   *
   * @param safe a client from {@link SafeClient}; its connections are shared
   */
  public static OkHttpClient of(OkHttpClient safe) {
    OkHttpClient.Builder client =
        safe.newBuilder().callTimeout(0, TimeUnit.MILLISECONDS).cache(null);
    client
        .interceptors()
        .replaceAll(each -> each instanceof RedirectsWithinOrigin ? new FileRedirects() : each);
    if (safe.protocols().contains(Protocol.HTTP_1_1)) {
      // With HTTP/2 all ranges would share one connection, and its limit.
      client.protocols(List.of(Protocol.HTTP_1_1));
    }
    if (safe.socketFactory() == SocketFactory.getDefault()) {
      client.socketFactory(new ReadAheadSockets());
    }
    return client.build();
  }
}
