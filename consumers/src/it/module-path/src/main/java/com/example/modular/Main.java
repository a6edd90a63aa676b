package com.example.modular;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.sandbox.Sandbox;
import java.util.List;

public final class Main {
  private Main() {}

  public static void main(String[] args) {
    if (!CheckpointClient.class.getModule().getName().equals("io.github.ckpt4j")) {
      throw new AssertionError("not on the module path: " + CheckpointClient.class.getModule());
    }
    if (Providers.installed().stream().noneMatch(each -> each.info().name().equals("own"))) {
      throw new AssertionError("a provider of another module is not found");
    }
    try (Sandbox sandbox = Sandbox.start();
        CheckpointClient client =
            CheckpointClient.builder().environment(sandbox.environment()).build()) {
      for (String job : List.of(
          "together:ft-dc07b30c-8203",
          "openai:ftjob-overfitted",
          "portkey:ftjob-overfitted",
          "oxen:ox/farm/ft_deployed",
          "baseten:yqvr2lxw/3mq59k8w")) {
        List<Checkpoint> checkpoints = client.list(JobRef.parse(job));
        if (checkpoints.isEmpty()) {
          throw new AssertionError(job + " has no checkpoints");
        }
        System.out.println(job + " has " + checkpoints.size() + " checkpoints");
      }
    }
  }
}
