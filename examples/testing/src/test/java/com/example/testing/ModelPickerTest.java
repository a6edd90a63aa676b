package com.example.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelPickerTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-mine");

  private final Sandbox sandbox =
      Sandbox.builder().job(SandboxJob.of("openai:ftjob-mine").checkpoints(8)).start();
  private final CheckpointClient client =
      CheckpointClient.builder().environment(sandbox.environment()).build();
  private final ModelPicker picker = new ModelPicker(client);

  @AfterEach
  void close() {
    client.close();
    sandbox.close();
  }

  @Test
  void picksTheBestAndNotTheLast() {
    assertTrue(picker.pick(JOB, "gpt-4o-mini").contains(":ckpt-step-"));
  }

  @Test
  void fallsBackForAnUnknownJob() {
    assertEquals("gpt-4o-mini", picker.pick(JobRef.parse("openai:ftjob-gone"), "gpt-4o-mini"));
  }

  @Test
  void aShortOutageIsNotNoticed() {
    sandbox.failNext(Fault.status(500));
    assertTrue(picker.pick(JOB, "gpt-4o-mini").startsWith("ft:"));
    assertEquals(2, sandbox.requestCount());
  }

  @Test
  void aLongOutageIsNotHidden() {
    sandbox.failNext("openai", Fault.status(500), 3);
    assertThrows(CheckpointException.class, () -> picker.pick(JOB, "gpt-4o-mini"));
  }
}
