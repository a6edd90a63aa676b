package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Arguments are read and refused without a network. */
final class ArgumentsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "list openai:ftjob-1 together:ft-2 -o csv --sort valid_loss -r -n 3 --since 2h --ready",
        "ls - --type adapter -m valid_loss -m train_loss --no-metrics",
        "latest openai:ftjob-1 --timeout 30s --retries 0 --profile work",
        "best openai:ftjob-1 --metric reward:max -q",
        "top -n 3 openai:ftjob-1 -v",
        "show openai:ftjob-1 best --debug",
        "watch openai:ftjob-1 --until valid_loss<0.5 --interval 500ms --timeout 6h",
        "compare openai:ftjob-1 oxen:a/b/c --metric train_loss -o jsonl",
        "plot openai:ftjob-1 -f x.png --size 800x400",
        "job openai:ftjob-1 --color=always",
        "providers --set openai.base-url=http://localhost/v1",
        "sandbox --port 8080 --speed 60 --latency 50ms --faults 0.1 ckpt list -o json x",
        "demo --brief",
        "completion zsh",
      })
  void parses(String line) {
    CommandLine command = PicocliSetup.of(new Ckpt(new Cli().shell()));

    CommandLine.ParseResult parsed = command.parseArgs(line.split(" "));

    assertThat(parsed.hasSubcommand()).isTrue();
    assertThat(parsed.errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "2h,PT2H", "3d,PT72H"})
  void durations(String text, Duration duration) {
    assertThat(new Durations().convert(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "0s", "-1s", "1.5h", "5 m", "99999999999s"})
  void noDurations(String text) {
    assertThatThrownBy(() -> new Durations().convert(text)).isInstanceOf(InvalidArgument.class);
  }

  @ParameterizedTest
  @CsvSource({
    "2h,2026-02-11T10:00:00Z",
    "1d,2026-02-10T12:00:00Z",
    "2026-02-01,2026-02-01T00:00:00Z",
    "2026-02-01T10:00:00+02:00,2026-02-01T08:00:00Z",
  })
  void since(String text, Instant instant) {
    assertThat(new SinceOption.Converter().convert(text).at(Cli.CLOCK)).isEqualTo(instant);
  }

  @Test
  void metricsWithDirection() {
    MetricSelection.Converter converter = new MetricSelection.Converter();

    assertThat(converter.convert("loss").direction()).isEqualTo(Metric.Direction.MINIMIZE);
    assertThat(converter.convert("loss:max").direction()).isEqualTo(Metric.Direction.MAXIMIZE);
    assertThat(converter.convert("wer:min").name()).isEqualTo("wer");
    assertThat(converter.convert("wer:min").direction()).isEqualTo(Metric.Direction.MINIMIZE);
    assertThatThrownBy(() -> converter.convert(":min")).isInstanceOf(InvalidArgument.class);
  }

  @ParameterizedTest
  @CsvSource({
    "step=100,100,true",
    "step=101,100,false",
    "count=2,100,true",
    "count=3,100,false",
    "valid_loss<0.5,100,true",
    "valid_loss<0.4,100,false",
    "valid_loss>0.4,100,true",
    "f1>0,100,false",
    "done,100,false",
  })
  void until(String text, long step, boolean met) {
    Checkpoint checkpoint = Checkpoint.builder(JobRef.parse("openai:ftjob-1"), "a")
        .step(step)
        .metrics(Map.of(Metric.VALID_LOSS, 0.45))
        .build();

    assertThat(new StopConditionOption.Converter().convert(text).condition().isMet(checkpoint, 2))
        .isEqualTo(met);
  }

  @Test
  void judgesByValidationLossThenOtherLossesThenTraining() {
    assertThat(judging("train_loss", "full_valid_loss", "valid_loss")).isEqualTo("valid_loss");
    assertThat(judging("train_loss", "eval_loss", "accuracy")).isEqualTo("eval_loss");
    assertThat(judging("train_loss", "accuracy")).isEqualTo("train_loss");
    assertThat(judging("accuracy")).isEqualTo("none");
  }

  private static String judging(String... metrics) {
    List<Checkpoint> checkpoints = List.of(metrics).stream()
        .map(name -> Checkpoint.builder(JobRef.parse("openai:ftjob-1"), name)
            .metrics(Map.of(Metric.of(name), 1.0))
            .build())
        .toList();
    return MetricSelection.judging(checkpoints).map(Metric::name).orElse("none");
  }
}
