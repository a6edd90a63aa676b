package io.github.ckpt4j.sandbox;

import java.time.Instant;

/**
 * A file of a checkpoint.
 *
 * @param path relative to the checkpoint
 * @param seed differs between any two files, and changes with the job's revision
 */
record StoredFile(String path, Content content, long seed, Instant modified) {

  long size() {
    return content.size();
  }

  /** The part of the path after the last slash. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** A strong entity tag, with its quotation marks. */
  String etag() {
    return '"' + Ids.hex(seed, size(), 32) + '"';
  }
}
