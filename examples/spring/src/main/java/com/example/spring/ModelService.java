package com.example.spring;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Chooses the model to serve. The starter provides the client. */
@Service
class ModelService {
  private final CheckpointClient client;

  ModelService(CheckpointClient client) {
    this.client = client;
  }

  Optional<String> bestModel(String job) {
    return client.best(JobRef.parse(job), Metric.VALID_LOSS).map(Checkpoint::modelName);
  }
}
