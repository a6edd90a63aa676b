package io.github.ckpt4j.benchmarks;

import static io.github.ckpt4j.benchmarks.Contender.BARE;
import static io.github.ckpt4j.benchmarks.Contender.CKPT4J;
import static io.github.ckpt4j.benchmarks.Contender.FLOOR;
import static io.github.ckpt4j.benchmarks.Contender.OPENAI_JAVA;

import io.github.ckpt4j.benchmarks.Figures.Figure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures everything and writes the figures into the report, between its two marks, and the plot
 * beside it. The contenders take turns, several times, so that a slow minute of the machine is not
 * one contender's alone.
 */
final class Report {
  private static final List<String> CONTENDERS = List.of(FLOOR, BARE, CKPT4J, OPENAI_JAVA);
  static final List<Integer> PAGES = List.of(10, 100, 1000, 10_000);
  static final List<Integer> JOBS = List.of(10, 100, 1000, 10_000, 100_000, 1_000_000);
  static final List<Integer> CONCURRENT = List.of(1, 4, 16, 64, 256);

  /** As many jobs as take 16 answers one after the other, so that each has the same ideal. */
  static final int ANSWERS_IN_A_ROW = 16;

  private static final String BEGIN = "<!-- figures: begin -->";
  private static final String END = "<!-- figures: end -->";

  private final String load = load();
  private final Figures figures = new Figures();
  private final StringBuilder text = new StringBuilder();

  /** Takes the report's path and how many turns each contender has. */
  public static void main(String[] args) throws IOException, RunnerException {
    Path file = Path.of(args[0]);
    int turns = Integer.parseInt(args[1]);
    Report report = new Report();
    for (int turn = 0; turn < turns; turn++) {
      report.measure();
    }
    report.write(turns);
    String old = Files.readString(file);
    Files.writeString(
        file,
        old.substring(0, old.indexOf(BEGIN) + BEGIN.length())
            + "\n"
            + report.text
            + old.substring(old.indexOf(END)));
    Plot.save(report.figures, file.resolveSibling("growth.png"));
  }

  private static String machine() throws IOException {
    String processor;
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      processor =
          lines.filter(line -> line.startsWith("model name")).findFirst().orElse(": ?");
    }
    return Runtime.getRuntime().availableProcessors()
        + " processors of"
        + processor.substring(processor.indexOf(':') + 1)
        + ", "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + ", "
        + System.getProperty("java.vm.name")
        + " "
        + System.getProperty("java.vm.version");
  }

  /** How many threads wanted a processor in the last minute; the measuring is one or two itself. */
  private static String load() {
    return String.format(
        Locale.ROOT, "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private void measure() throws RunnerException {
    run(warm("ReadBenchmark.onePage"));
    run(warm("ReadBenchmark.pagesOf100").param("checkpoints", "10000"));
    run(cold("ColdBenchmark.listOnePage", 1, 5));
    run(cold("ManyJobsBenchmark.listAll", 2, 5).param("jobs", "1000").param("concurrent", "64"));
    for (int concurrent : CONCURRENT) {
      run(cold("ManyJobsBenchmark.listAll", 1, 2)
          .param("jobs", String.valueOf(concurrent * ANSWERS_IN_A_ROW))
          .param("concurrent", String.valueOf(concurrent)));
    }
    run(cold("StreamBenchmark.slowReader", 2, 5));
    run(cold("StreamBenchmark.smallHeap", 1, 2));
  }

  private void run(ChainedOptionsBuilder options) throws RunnerException {
    figures.add(new Runner(options.forks(1).shouldFailOnError(true).build()).run());
  }

  private static ChainedOptionsBuilder warm(String benchmark) {
    return new OptionsBuilder()
        .include(benchmark)
        .jvm("./java-on-one-core")
        .addProfiler(GCProfiler.class)
        .warmupIterations(10)
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(5)
        .measurementTime(TimeValue.seconds(1));
  }

  private static ChainedOptionsBuilder cold(String benchmark, int warmups, int iterations) {
    return new OptionsBuilder()
        .include(benchmark)
        .warmupIterations(warmups)
        .measurementIterations(iterations);
  }

  private void write(int turns) throws IOException {
    line(machine() + "; load average before " + load + ", after " + load() + ". Turns: " + turns
        + ".");
    line("");
    line("| What | Measured | Must be | Reached |");
    line("|---|---|---|---|");
    for (int size : List.of(10, 100, 1000)) {
      String what = "One page of " + number(size);
      atMost(what + ", ckpt4j over bare", page(CKPT4J, size).over(page(BARE, size)), 1.10);
      atLeast(
          what + ", openai-java over ckpt4j", page(OPENAI_JAVA, size).over(page(CKPT4J, size)), 2);
    }
    atLeast(
        "10,000 in pages of 100, ckpt4j's speed over the floor's",
        all(FLOOR).over(all(CKPT4J)),
        0.9);
    atMost("Allocated per checkpoint of those, KB", allocated(CKPT4J), 2.0);
    atMost("Fresh JVM, ckpt4j over bare", fresh(CKPT4J, false).over(fresh(BARE, false)), 1.10);
    atMost(
        "Fresh JVM with AppCDS over without", fresh(CKPT4J, true).over(fresh(CKPT4J, false)), 0.6);
    atMost("Most memory of that process, MB", memory(CKPT4J, false), 80);
    atMost("Run-time class path, MB", new Figure(megabytes(CKPT4J), 0), 5);
    atMost("Run-time class path, jars", new Figure(Jvm.jars(CKPT4J).size(), 0), 15);
    double ideal = 1000 / 64.0 * ManyJobsBenchmark.LATENCY_MILLIS;
    atMost("1,000 jobs, 64 at once, over the ideal", jobs(1000, 64).times(1 / ideal), 1.15);
    Figure late = heap(1_000_000, "late");
    atMost(
        "Heap in use at the end of a job of 1,000,000 over that of 10,000",
        late.over(heap(10_000, "late")),
        1.1);
    line("");
    contenders();
    line("");
    lines();
    line("");
    line("![How cost grows](growth.png)");
  }

  private void contenders() throws IOException {
    line("| | " + String.join(" | ", CONTENDERS) + " |");
    line("|---|" + "---|".repeat(CONTENDERS.size()));
    for (int size : PAGES) {
      row("One page of " + number(size) + ", µs", each -> figure(page(each, size)));
    }
    row("10,000 in pages of 100, per second", each -> number(1e10 / all(each).mean()));
    row("Allocated per checkpoint of those, KB", each -> figure(allocated(each)));
    row("Fresh JVM, ms", each -> figure(fresh(each, false)));
    row("Fresh JVM with AppCDS, ms", each -> figure(fresh(each, true)));
    row("Most memory of it, MB", each -> figure(memory(each, false)));
    row("Most memory of it with AppCDS, MB", each -> figure(memory(each, true)));
    line("");
    line("A JVM that does nothing: "
        + figure(fresh(ColdBenchmark.NOTHING, false))
        + " ms, "
        + figure(memory(ColdBenchmark.NOTHING, false))
        + " MB. Run-time class path: ckpt4j %.2f MB in %d jars, openai-java %.1f MB in %d."
            .formatted(
                megabytes(CKPT4J),
                Jvm.jars(CKPT4J).size(),
                megabytes(OPENAI_JAVA),
                Jvm.jars(OPENAI_JAVA).size()));
  }

  private void lines() {
    line("| Jobs at once | Jobs | ms | Ideal | Over the ideal | Threads in the JVM |");
    line("|---|---|---|---|---|---|");
    for (int concurrent : CONCURRENT) {
      int jobs = concurrent * ANSWERS_IN_A_ROW;
      double ideal = ANSWERS_IN_A_ROW * (double) ManyJobsBenchmark.LATENCY_MILLIS;
      line("| %d | %s | %s | %s | %s | %s |"
          .formatted(
              concurrent,
              number(jobs),
              figure(jobs(jobs, concurrent)),
              number(ideal),
              figure(jobs(jobs, concurrent).times(1 / ideal)),
              number(figures
                  .get("listAll concurrent=%d jobs=%d peakThreads", concurrent, jobs)
                  .mean())));
    }
    line("");
    line(
        "| Checkpoints of the job | Process with a heap of 32 MB, ms | Heap after a tenth, MB | Heap at the end, MB |");
    line("|---|---|---|---|");
    for (int size : JOBS) {
      line("| %s | %s | %s | %s |"
          .formatted(
              number(size),
              figure(figures.get("smallHeap checkpoints=%d", size)),
              figure(heap(size, "early")),
              figure(heap(size, "late"))));
    }
    line("");
    int page = StreamBenchmark.SlowReader.MILLIS_PER_PAGE;
    int pages = StreamBenchmark.SlowReader.PAGES;
    line(
        "A job of %d pages, %d ms for the server to answer and %d ms to read each: %s ms; one after the other would be %d, the next page asked for while this one is read %d."
            .formatted(
                pages,
                page,
                page,
                figure(figures.get("slowReader")),
                2 * pages * page,
                (pages + 1) * page));
  }

  private Figure page(String contender, int size) {
    return figures.get("onePage checkpoints=%d contender=%s", size, contender);
  }

  private Figure all(String contender) {
    return figures.get("pagesOf100 checkpoints=10000 contender=%s", contender);
  }

  private Figure allocated(String contender) {
    return figures
        .get("pagesOf100 checkpoints=10000 contender=%s gc.alloc.rate.norm", contender)
        .times(1 / 10_000.0 / 1024);
  }

  private Figure fresh(String contender, boolean appCds) {
    return figures.get("listOnePage appCds=%s contender=%s", appCds, contender);
  }

  private Figure memory(String contender, boolean appCds) {
    return figures.get("listOnePage appCds=%s contender=%s peakMegabytes", appCds, contender);
  }

  private Figure jobs(int jobs, int concurrent) {
    return figures.get("listAll concurrent=%d jobs=%d", concurrent, jobs);
  }

  private Figure heap(int checkpoints, String when) {
    return figures.get("smallHeap checkpoints=%d %sMegabytes", checkpoints, when);
  }

  private static double megabytes(String contender) throws IOException {
    double bytes = 0;
    for (Path jar : Jvm.jars(contender)) {
      bytes += Files.size(jar);
    }
    return bytes / 1e6;
  }

  private void atMost(String what, Figure figure, double limit) {
    claim(what, figure, "≤ " + limit, figure.mean() <= limit);
  }

  private void atLeast(String what, Figure figure, double limit) {
    claim(what, figure, "≥ " + limit, figure.mean() >= limit);
  }

  private void claim(String what, Figure figure, String limit, boolean reached) {
    line("| " + what + " | " + figure(figure) + " | " + limit + " | " + (reached ? "yes" : "no")
        + " |");
  }

  private interface Cell {
    String of(String contender) throws IOException;
  }

  private void row(String what, Cell cell) throws IOException {
    StringBuilder row = new StringBuilder("| " + what + " |");
    for (String contender : CONTENDERS) {
      row.append(' ').append(cell.of(contender)).append(" |");
    }
    line(row.toString());
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  private static String figure(Figure figure) {
    String format = figure.mean() < 10 ? "%,.2f" : figure.mean() < 100 ? "%,.1f" : "%,.0f";
    String mean = String.format(Locale.ROOT, format, figure.mean());
    return figure.error() == 0
        ? mean
        : mean + " ± " + String.format(Locale.ROOT, format, figure.error());
  }
}
