package io.github.ckpt4j.transfer;

import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.FileReceiver;
import io.github.ckpt4j.http.FileRequest;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.FileListing;

/** A download's access to the provider. Safe for use by several threads. */
public interface Network {
  /** Reads a part of a list of files, with retries. */
  FileListing list(ApiRequest<FileListing> request, CancellationScope scope);

  /** Reads a range of a file: one attempt. */
  void read(FileRequest request, CancellationScope scope, FileReceiver receiver);
}
