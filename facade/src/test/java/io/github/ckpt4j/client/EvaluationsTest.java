package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.MetricHistory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An evaluation in a file, joined to checkpoints. */
final class EvaluationsTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-one");
  private static final JobRef OTHER = JobRef.parse("together:ft-two");
  private static final Metric ACCURACY = Metric.of("accuracy");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path home;

  private static Checkpoint checkpoint(JobRef job, long step) {
    return Checkpoint.builder(job, "id-" + step)
        .step(step)
        .modelName("model:" + job.id() + ":" + step)
        .metric(Metric.VALID_LOSS, 1.0)
        .build();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(home.resolve("scores"), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step,metric,value~100,accuracy,0.5~200,accuracy,0.75~",
        "id,metric,value\r~id-100,accuracy,0.5\r~id-200,accuracy,0.75",
        "\ufeffValue , Metric,Model~5e-1,accuracy,model:ftjob-one:100~~.75,Accuracy,"
            + "\"model:ftjob-one:200\"~",
        "checkpoint,metric,value,note~100,accuracy,0.5,\"a \"\"b\"\",~c\"~id-200,accuracy,0.75,~",
        "job,step,id,metric,value~openai:ftjob-one,100,,accuracy,0.5~openai:ftjob-one,,id-200,"
            + "accuracy,0.75~",
        "{\"step\":100,\"metric\":\"accuracy\",\"value\":0.5}~{\"step\":\"200\",\"METRIC\":"
            + "\"ACCURACY\",\"value\":\"0.75\",\"other\":[{}]}",
        "~{\"id\":\"id-100\",\"step\":null,\"metric\":\"accuracy\",\"value\":0.5}\r~\r~"
            + "{\"model\":\"model:ftjob-one:200\",\"metric\":\"accuracy\",\"value\":75E-2}\r~",
      })
  void readsEachForm(String text) throws Exception {
    List<Checkpoint> joined = Evaluations.read(file(text.replace('~', '\n')))
        .join(List.of(checkpoint(JOB, 100), checkpoint(JOB, 200), checkpoint(JOB, 300)));

    assertThat(joined)
        .extracting(each -> each.metrics().get(ACCURACY))
        .containsExactly(0.5, 0.75, null);
    assertThat(joined)
        .allSatisfy(each -> assertThat(each.metric(Metric.VALID_LOSS)).hasValue(1));
    assertThat(Checkpoints.best(joined, ACCURACY)).contains(joined.get(1));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          ''                                                 | 0 | the file contains no evaluation
          step,metric,value                                  | 0 | the file contains no evaluation
          100,accuracy,0.5                                   | 1 | the heading has no column 'metric'
          metric,value~accuracy,1                            | 1 | the heading has no column id
          step;metric;value~1;a;2                            | 1 | the heading has no column 'metric'
          step,metric,value~100,accuracy                     | 2 | 2 cells, but 3 columns
          step,metric,value~1,a,1~~2,a,0.5,9                 | 4 | 4 cells, but 3 columns
          step,metric,value~1,a,"1,5"                        | 2 | value must be a decimal number, not '1,5'
          step,metric,value~1,a,95%                          | 2 | value must be a decimal number, not '95%'
          step,metric,value~1,a,0x1p3                        | 2 | value must be a decimal number
          step,metric,value~1,a,1d                           | 2 | value must be a decimal number
          step,metric,value~1,a,1e999                        | 2 | value is too large: '1e999'
          step,metric,value~1,a,                             | 2 | no value
          step,metric,value~1,,2                             | 2 | no metric
          step,metric,value~,a,2                             | 2 | no id, model or step
          step,metric,value~1.5,a,2                          | 2 | step must be a whole number, not '1.5'
          step,metric,value~1,a,1~2,a,2~1,A,3                | 4 | repeats line 2
          step,step,metric,value~1,2,a,3                     | 2 | 'step' occurs twice
          job,step,metric,value~nonsense,1,a,2               | 2 | nonsense
          id,metric,value~"x,a,1                             | 2 | a quoted cell that does not end
          id,metric,value~"x"y,a,1                           | 2 | text after a quoted cell
          id,metric,value~x"y,a,1                            | 2 | a quotation mark within a cell
          {"step":1,"metric":"a","value":1}~{"step":2        | 2 | not valid JSON
          {"step":1,"metric":"a","value":NaN}                | 1 | not valid JSON
          {"step":1,"metric":"a","value":1} {}               | 1 | not valid JSON
          {"step":1,"metric":"a","value":1}~[]               | 2 | not a JSON object
          {"step":1,"metric":"a","value":[1]}                | 1 | value must be a string or a number
          {"step":1,"metric":"a","value":null}               | 1 | no value
          {"step":1.0,"metric":"a","value":1}                | 1 | step must be a whole number
          {"step":1,"Step":2,"metric":"a","value":1}         | 1 | 'step' occurs twice
          [{"step":1,"metric":"a","value":1}]                | 1 | a JSON array; write one object per line
          """)
  void refusesWithFileAndLine(String text, int line, String problem) throws Exception {
    Path file = file(text.replace('~', '\n'));

    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> Evaluations.read(file))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST))
        .withMessageStartingWith(file + (line == 0 ? ": " : ", line " + line + ": "))
        .withMessageContaining(problem);
  }

  @Test
  void refusesFilesThatCannotBeRead() throws Exception {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> Evaluations.read(home.resolve("missing.csv")))
        .withMessageEndingWith("missing.csv: no such file");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> Evaluations.read(home))
        .withMessageEndingWith(": is a directory");

    Path latin = home.resolve("latin");
    Files.write(
        latin, "step,metric,value\n1,gr\u00fc\u00df,1\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> Evaluations.read(latin))
        .withMessageEndingWith("latin, line 2: not valid UTF-8");
  }

  @Test
  void refusesTooManyMetrics() throws Exception {
    String rows = IntStream.rangeClosed(1, 1001)
        .mapToObj(i -> "1,metric" + i + ",1\n")
        .collect(Collectors.joining());
    Path file = file("step,metric,value\n" + rows);

    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> Evaluations.read(file))
        .withMessageContaining("line 1002: more than 1000 metrics");
  }

  @Test
  void valueOfOneStepIsNotCarriedToLaterOnes() throws Exception {
    MetricHistory scores = Evaluations.read(file("step,metric,value\n100,accuracy,0.5\n"));

    assertThat(scores.join(checkpoint(JOB, 200)).metrics()).doesNotContainKey(ACCURACY);
    assertThat(scores.unmatched(List.of(checkpoint(JOB, 200)))).containsExactly("step 100");
    assertThat(scores.unmatched(List.of(checkpoint(JOB, 100)))).isEmpty();
  }

  @Test
  void valuesForOtherJobsAreNotMissed() throws Exception {
    MetricHistory scores = Evaluations.read(
        file("job,step,metric,value\nopenai:ftjob-one,1,a,1\ntogether:ft-two,2,a,1\n"));

    assertThat(scores.unmatched(List.of(checkpoint(JOB, 100))))
        .containsExactly("step 1 of openai:ftjob-one");
    assertThat(scores.evaluated(Metric.of("A"))).containsExactly(1.0, 1.0);
    assertThat(scores.evaluated(Metric.of("b"))).isEmpty();
  }

  @Test
  void replacesProvidersMetricOfTheNameEverywhere() throws Exception {
    MetricHistory scores = Evaluations.read(file("step,metric,value\n100,VALID_LOSS,0.5\n"));

    List<Checkpoint> joined = scores.join(List.of(checkpoint(JOB, 100), checkpoint(JOB, 200)));

    assertThat(joined.get(0).metrics()).isEqualTo(Map.of(Metric.of("VALID_LOSS"), 0.5));
    assertThat(joined.get(1).metrics()).isEmpty();
    assertThat(scores.evaluated()).containsExactly(Metric.of("VALID_LOSS"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"step,metric,value\n100,accuracy,1", "id,metric,value\nid-100,accuracy,1"})
  void refusesRowThatFitsSeveralJobs(String text) throws Exception {
    MetricHistory scores = Evaluations.read(file(text));
    List<Checkpoint> both = List.of(checkpoint(JOB, 100), checkpoint(OTHER, 100));

    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> scores.join(both))
        .withMessageContaining("openai:ftjob-one or together:ft-two");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "job,step,metric,value\ntogether:ft-two,100,accuracy,1",
        "job,id,metric,value\ntogether:ft-two,id-100,accuracy,1",
        "model,metric,value\nmodel:ft-two:100,accuracy,1"
      })
  void rowWithJobOrModelAppliesToThatJob(String text) throws Exception {
    List<Checkpoint> joined =
        Evaluations.read(file(text)).join(List.of(checkpoint(JOB, 100), checkpoint(OTHER, 100)));

    assertThat(joined).extracting(each -> each.metrics().get(ACCURACY)).containsExactly(null, 1.0);
  }

  @Test
  void refusesTwoDifferentValuesForOneCheckpoint() throws Exception {
    String rows = "{\"step\":100,\"metric\":\"accuracy\",\"value\":1}\n"
        + "{\"id\":\"id-100\",\"metric\":\"accuracy\",\"value\":";

    assertThat(Evaluations.read(file(rows + "1}")).join(checkpoint(JOB, 100)).metric(ACCURACY))
        .hasValue(1);
    MetricHistory scores = Evaluations.read(file(rows + "2}"));
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> scores.join(checkpoint(JOB, 100)))
        .withMessageContaining("two values of 'accuracy': 1.0 and 2.0");
  }

  @Test
  void nonFiniteValuesAreValues() throws Exception {
    MetricHistory scores =
        Evaluations.read(file("step,metric,value\n1,a,NaN\n2,a,Infinity\n3,a,-Infinity\n"));

    assertThat(List.of(checkpoint(JOB, 1), checkpoint(JOB, 2), checkpoint(JOB, 3)))
        .extracting(each -> scores.join(each).metrics().get(Metric.of("a")))
        .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }

  /** All cells are read as they were written, quoted or not. */
  @Property(tries = 300)
  void csvOfAnyTextIsReadBack(@ForAll("names") List<String> names) throws IOException {
    Map<String, Integer> rows = new HashMap<>();
    names.forEach(name -> rows.putIfAbsent(name.strip(), rows.size()));
    rows.remove("");
    if (rows.isEmpty()) {
      return;
    }
    String csv = rows.entrySet().stream()
        .map(row -> "\"" + row.getKey().replace("\"", "\"\"") + "\",a," + row.getValue())
        .collect(Collectors.joining("\r\n", "id,metric,value\r\n", ""));
    Path file = Files.createTempFile("scores", ".csv");
    Files.writeString(file, csv);
    MetricHistory scores = Evaluations.read(file);
    Files.delete(file);

    rows.forEach((name, value) -> assertThat(
            scores.join(Checkpoint.builder(JOB, name).build()).metrics())
        .containsEntry(Metric.of("a"), value.doubleValue()));
  }

  @Provide
  static Arbitrary<List<String>> names() {
    return Arbitraries.strings()
        .withChars('a', ',', '"', '\n', '\r', ' ', '\u00e9', '{', '\'')
        .ofMaxLength(8)
        .list()
        .ofMaxSize(10);
  }

  /** A file with any contents is read, or refused in the way that callers expect. */
  @Property(tries = 1000)
  void anyTextIsReadOrRefused(
      @ForAll("cells") String text, @ForAll @StringLength(max = 3) String noise)
      throws IOException {
    Path file = Files.createTempFile("scores", "");
    Files.writeString(file, text + noise.replaceAll("[\ud800-\udfff]", ""));
    try {
      assertThat(Evaluations.read(file).evaluated()).isNotEmpty();
    } catch (CheckpointException e) {
      assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST);
      assertThat(e).hasMessageStartingWith(file.toString());
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  static Arbitrary<String> cells() {
    return Arbitraries.of(
            "step",
            "metric",
            "value",
            "id",
            ",",
            "\n",
            "\"",
            "1",
            "a",
            "{",
            "}",
            ":",
            "-",
            "\\",
            "\"value\"",
            "\"metric\":\"a\"",
            "\"step\":1",
            "\"value\":2",
            "[",
            "]",
            "null")
        .list()
        .ofMaxSize(20)
        .map(parts -> String.join("", parts));
  }
}
