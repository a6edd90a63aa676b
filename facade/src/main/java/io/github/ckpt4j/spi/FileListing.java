package io.github.ckpt4j.spi;

import java.util.List;

/**
 * A part of the list of a checkpoint's files.
 *
 * @param files the files in this part; none for a part that lists only directories
 * @param further requests for the rest: the next page, and the content of each directory
 */
public record FileListing(List<RemoteFile> files, List<ApiRequest<FileListing>> further) {
  public FileListing {
    files = List.copyOf(files);
    further = List.copyOf(further);
  }
}
