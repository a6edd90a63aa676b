package io.github.ckpt4j.spi;

import io.github.ckpt4j.CheckpointFile;
import java.util.Objects;

/**
 * A file and where to read it.
 *
 * @param file the file as the provider lists it
 * @param address where to read it
 */
public record RemoteFile(CheckpointFile file, FileAddress address) {
  public RemoteFile {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(address, "address");
  }
}
