package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;

/** Builds a warning: a failure that did not fail the call, and the part of the result it cost. */
final class Warnings {
  private Warnings() {}

  static CheckpointException about(String missing, CheckpointException e) {
    CheckpointException.Builder about = CheckpointException.builder(
            e.kind(), missing + ": " + e.detail())
        .job(e.job())
        .code(e.code())
        .requestId(e.requestId())
        .retryAfter(e.retryAfter())
        .temporary(e.isTemporary())
        .attempts(e.attempts())
        .cause(e);
    if (e.status() != null) {
      about.status(e.status());
    }
    return about.build();
  }
}
