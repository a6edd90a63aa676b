package io.github.ckpt4j.sandbox;

import static io.github.ckpt4j.sandbox.SandboxJob.State.CANCELLED;
import static io.github.ckpt4j.sandbox.SandboxJob.State.FAILED;
import static io.github.ckpt4j.sandbox.SandboxJob.State.PAUSED;
import static io.github.ckpt4j.sandbox.SandboxJob.State.SUCCEEDED;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A sandbox's default jobs: together they show every quirk of every provider. */
final class DefaultJobs {
  private DefaultJobs() {}

  static List<SandboxJob> at(Instant time) {
    Instant now = time.truncatedTo(ChronoUnit.SECONDS); // no provider reports fractions of a second
    List<SandboxJob> jobs = new ArrayList<>();
    // A newer LoRA job, whose checkpoints have object ids.
    jobs.add(SandboxJob.of("together:ft-dc07b30c-8203")
        .checkpoints(6)
        .shows("LoRA that overfits; ends in two checkpoints, merged and adapter"));
    // An older full fine-tune, whose checkpoints have none.
    jobs.add(SandboxJob.of("together:ft-5f3a1c9e-6b1d-4a5e-9c07-2d8e4b7f1a60")
        .checkpoints(4)
        .fullFineTune()
        .shows("full fine-tune, whose checkpoints have no ids of their own"));
    jobs.add(SandboxJob.of("together:ft-0badf11e-0001")
        .checkpoints(2)
        .finalState(FAILED)
        .rawStatus("user_error")
        .error("The training file has a line without messages.")
        .shows("failed; only the job's events explain why"));
    jobs.add(SandboxJob.of("together:ft-d17e46ed-0002")
        .checkpoints(10)
        .curve(LossCurve.DIVERGING)
        .shows("diverges; its losses become NaN"));

    jobs.add(SandboxJob.of("openai:ftjob-overfitted")
        .expiresAt(now.plus(Duration.ofDays(9)))
        .metadata("team", "red")
        .shows("overfits: the best checkpoint is not the last; expires in 9 days"));
    // Losses so small that they are written with an exponent.
    jobs.add(SandboxJob.of("openai:ftjob-converged")
        .curve(LossCurve.CONVERGING)
        .shows("losses so small that they are written with an exponent"));
    jobs.add(SandboxJob.of("openai:ftjob-train-only")
        .curve(LossCurve.TRAIN_ONLY)
        .shows("trained without validation data"));
    jobs.add(SandboxJob.of("openai:ftjob-many")
        .checkpoints(25)
        .stepInterval(40)
        .shows("25 checkpoints, on several pages"));
    jobs.add(SandboxJob.of("openai:ftjob-failed")
        .checkpoints(1)
        .finalState(FAILED)
        .shows("failed after one checkpoint"));
    jobs.add(SandboxJob.of("openai:ftjob-paused")
        .checkpoints(2)
        .finalState(PAUSED)
        .shows("paused after two checkpoints"));
    jobs.add(SandboxJob.of("openai:ftjob-million")
        .checkpoints(1_000_000)
        .stepInterval(10)
        .shows("a million checkpoints"));

    jobs.add(
        SandboxJob.of("portkey:ftjob-overfitted").shows("a job at OpenAI, behind the gateway"));
    // Azure's formats, as the gateway forwards them.
    jobs.add(SandboxJob.of("portkey:ftjob-72f7e6a1c0de4b1f9a5d3c2b1e0f9a8b")
        .checkpoints(12)
        .shows("a job at Azure, behind the gateway"));

    jobs.add(SandboxJob.of("oxen:ox/farm/ft_deployed")
        .model("Qwen/Qwen3-8B")
        .checkpoints(5)
        .rawStatus("deployed")
        .shows("deployed; metrics come with each checkpoint"));
    jobs.add(SandboxJob.of("oxen:ox/farm/ft_errored")
        .checkpoints(2)
        .finalState(FAILED)
        .shows("failed after two checkpoints"));
    // Stays queued for longer than anyone will watch: no branch, so no checkpoints.
    jobs.add(SandboxJob.of("oxen:ox/farm/ft_queued")
        .startingAt(now)
        .queuedFor(Duration.ofDays(10_000))
        .shows("stays queued, without checkpoints"));

    jobs.add(SandboxJob.of("baseten:yqvr2lxw/3mq59k8w")
        .model("Qwen/Qwen3-8B")
        .checkpoints(oddlyNamed())
        .shows("directories with odd names, one without a step"));
    jobs.add(SandboxJob.of("baseten:yqvr2lxw/full77wq")
        .checkpoints(11)
        .stepInterval(24)
        .fullFineTune()
        .expiresAt(now.plus(Duration.ofDays(3)))
        .shows("full fine-tune that expires in 3 days"));
    jobs.add(SandboxJob.of("baseten:yqvr2lxw/stopped1")
        .checkpoints(1)
        .finalState(CANCELLED)
        .shows("stopped after one checkpoint"));

    jobs.add(SandboxJob.of("azure:ftjob-1b6f0a3c5d7e49208c4fb1a2d3e4f506")
        .shows("finished; steps are decimal numbers"));
    jobs.add(SandboxJob.of("azure:ftjob-2c7a1b4d6e8f4a319d50c2b3e4f50617")
        .checkpoints(1)
        .finalState(CANCELLED)
        .shows("cancelled after one checkpoint"));
    jobs.add(SandboxJob.of("azure:ftjob-3d8b2c5e7f904b42ae61d3c4f5061728")
        .startingAt(now)
        .queuedFor(Duration.ofDays(10_000))
        .shows("stays queued, without checkpoints"));

    jobs.add(SandboxJob.of("nebius:ftjob-llama").shows("finished, with files for each checkpoint"));
    jobs.add(SandboxJob.of("nebius:ftjob-failed")
        .checkpoints(1)
        .finalState(FAILED)
        .shows("failed after one checkpoint"));

    jobs.add(SandboxJob.of("bedrock:ftjob-reinforced")
        .curve(LossCurve.TRAIN_ONLY)
        .shows("reinforcement fine-tuning, without validation data"));

    for (String running : List.of(
        "together:ft-4e8a2b10-0003",
        "openai:ftjob-running",
        "portkey:ftjob-running",
        "oxen:ox/farm/ft_running",
        "baseten:yqvr2lxw/running1",
        "azure:ftjob-4e9c3d6f80a15c53bf72e4d506172839",
        "nebius:ftjob-running",
        "bedrock:ftjob-running")) {
      // Two checkpoints exist when the sandbox starts; ten more follow.
      SandboxJob job = SandboxJob.of(running)
          .checkpoints(12)
          .startingAt(now)
          .shows("running: a checkpoint every five minutes, or faster with --speed");
      jobs.add(job.startingAt(now.minus(Duration.between(job.created(), job.savedAt(1)))));
    }
    return jobs;
  }

  /** Jobs of every provider with different ages and states, the newest one created an hour ago. */
  static List<SandboxJob> many(Instant time, int perProvider) {
    Instant now = time.truncatedTo(ChronoUnit.SECONDS);
    SandboxJob.State[] ends = {SUCCEEDED, SUCCEEDED, FAILED, CANCELLED};
    List<SandboxJob> jobs = new ArrayList<>();
    for (int i = 0; i < perProvider; i++) {
      Instant created = now.minus(Duration.ofHours(i + 1L));
      for (String reference : List.of(
          "together:ft-%08x-%04d".formatted(i * 0x9E3779B1, i),
          "openai:ftjob-many-%05d".formatted(i),
          "portkey:ftjob-many-%05d".formatted(i),
          "oxen:ox/field-%d/ft_many_%05d".formatted(i % 7, i),
          "baseten:proj%04d/many%05d".formatted(i % 5, i),
          "azure:ftjob-%032x".formatted(i),
          "nebius:ftjob-many-%05d".formatted(i),
          "bedrock:ftjob-many-%05d".formatted(i))) {
        jobs.add(SandboxJob.of(reference)
            .checkpoints(1 + i % 4)
            .createdAt(created)
            .metadata("team", i % 3 == 0 ? "red" : "blue")
            .finalState(ends[i % ends.length]));
      }
    }
    return jobs;
  }

  /** Named the way training scripts name directories; the last name does not reveal the step. */
  private static List<SandboxCheckpoint> oddlyNamed() {
    return List.of(
        named("ckpt-001", 1),
        named("checkpoint-9", 9),
        named("checkpoint-24", 24),
        named("checkpoint-24-1", 24),
        named("step-100", 100),
        named(".", 100));
  }

  private static SandboxCheckpoint named(String name, long step) {
    return new SandboxCheckpoint(name, step, (1 << 20) + step, Map.of());
  }
}
