package com.example.kotlin

import io.github.ckpt4j.JobRef
import io.github.ckpt4j.Metric
import io.github.ckpt4j.client.CheckpointClient
import io.github.ckpt4j.sandbox.Sandbox

fun main() {
  Sandbox.start().use { sandbox ->
    CheckpointClient.builder().environment(sandbox.environment()).build().use { client ->
      val job = JobRef.parse("openai:ftjob-overfitted")
      val best = client.best(job, Metric.VALID_LOSS).orElseThrow()
      // Nullability follows the annotations: a step may be null, an id may not.
      val step: Long = best.step() ?: error("no step")
      val id: String = best.id()
      println("$id at step $step: ${best.metrics()}")
      check(client.list(job).size == 3)
    }
  }
}
