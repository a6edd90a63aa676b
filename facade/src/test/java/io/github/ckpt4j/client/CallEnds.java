package io.github.ckpt4j.client;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;

/** Records how OkHttp ends calls that get no response. */
final class CallEnds extends EventListener {
  final CompletableFuture<Void> cancelled = new CompletableFuture<>();
  final CompletableFuture<IOException> failed = new CompletableFuture<>();

  OkHttpClient client() {
    return new OkHttpClient.Builder().eventListener(this).build();
  }

  @Override
  public void canceled(Call call) {
    cancelled.complete(null);
  }

  @Override
  public void callFailed(Call call, IOException reason) {
    failed.complete(reason);
  }
}
