package io.github.ckpt4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Metric.Direction;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A metric's direction follows from a known family in its name and is never guessed. */
final class MetricDirectionTest {
  private static final List<String> LOWER = List.of(
      "loss",
      "perplexity",
      "ppl",
      "wer",
      "cer",
      "ter",
      "error_rate",
      "word_error_rates",
      "rmse",
      "mae",
      "mse");
  private static final List<String> HIGHER = List.of(
      "accuracy",
      "token_accuracy",
      "f1",
      "f1_score",
      "bleu",
      "bleu4",
      "rouge1",
      "rougeL",
      "rougeLsum",
      "meteor",
      "exact_match",
      "reward",
      "precision",
      "recall",
      "roc_auc",
      "win_rate");
  private static final List<String> PREFIXES =
      List.of("", "eval_", "valid/", "train_", "test-", "a.b.", "eval/mean_", "full_valid_");
  private static final List<String> SUFFIXES = List.of("", "_mean", "/all", "@10", ".avg", "-best");

  @Property
  void aKnownFamilyHasItsDirectionAnywhereInTheName(
      @ForAll("lower") String lower,
      @ForAll("higher") String higher,
      @ForAll("prefixes") String prefix,
      @ForAll("suffixes") String suffix,
      @ForAll boolean upperCase) {
    assertThat(direction(prefix + lower + suffix, upperCase)).isEqualTo(Direction.MINIMIZE);
    assertThat(direction(prefix + higher + suffix, upperCase)).isEqualTo(Direction.MAXIMIZE);
  }

  private static Direction direction(String name, boolean upperCase) {
    return Metric.of(upperCase ? name.toUpperCase(Locale.ROOT) : name).direction();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "learning_rate",
        "grad_norm",
        "epoch",
        "entropy",
        "kl",
        "lossless_x",
        "answers",
        "iteration",
        "loss_scale",
        "reward_std",
        "loss_vs_accuracy",
        "rewards/margins",
        "///"
      })
  void anyOtherDirectionIsUnknown(String name) {
    assertThat(Metric.of(name).direction()).isEqualTo(Direction.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trainLoss", "evalWER", "trainloss", "evalErrorRate", "ce_loss2"})
  void wordsMayBeJoined(String name) {
    assertThat(Metric.of(name).direction()).isEqualTo(Direction.MINIMIZE);
  }

  @Test
  void aMetricIsFoundByItsNameInAnyCase() {
    List<Metric> metrics = List.of(Metric.of("WER"), Metric.VALID_LOSS, Metric.of("wer"));
    assertThat(Metric.find("wer", metrics)).get().hasToString("wer");
    assertThat(Metric.find("Wer", metrics)).get().hasToString("WER");
    assertThat(Metric.find("VALID_LOSS", metrics)).contains(Metric.VALID_LOSS);
    assertThat(Metric.find("valid", metrics)).isEmpty();
  }

  @Provide
  Arbitrary<String> lower() {
    return Arbitraries.of(LOWER);
  }

  @Provide
  Arbitrary<String> higher() {
    return Arbitraries.of(HIGHER);
  }

  @Provide
  Arbitrary<String> prefixes() {
    return Arbitraries.of(PREFIXES);
  }

  @Provide
  Arbitrary<String> suffixes() {
    return Arbitraries.of(SUFFIXES);
  }
}
