package io.github.ckpt4j.benchmarks;

import static io.github.ckpt4j.benchmarks.Contender.BARE;
import static io.github.ckpt4j.benchmarks.Contender.CKPT4J;
import static io.github.ckpt4j.benchmarks.Contender.FLOOR;
import static io.github.ckpt4j.benchmarks.Contender.OPENAI_JAVA;
import static io.github.ckpt4j.benchmarks.Markdown.figure;
import static io.github.ckpt4j.benchmarks.Markdown.number;

import io.github.ckpt4j.benchmarks.Figures.Figure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures everything, writes the figures between the two marks in the report and saves the plot
 * next to it. The contenders take several turns each, so that a slow minute of the machine does not
 * affect just one of them.
 */
final class Report {
  private static final List<String> CONTENDERS = List.of(FLOOR, BARE, CKPT4J, OPENAI_JAVA);
  static final List<Integer> PAGES = List.of(10, 100, 1000, 10_000);
  static final List<Integer> JOBS = List.of(10, 100, 1000, 10_000, 100_000, 1_000_000);
  static final List<Integer> CONCURRENT = List.of(1, 4, 16, 64, 256);

  /**
   * Jobs per concurrent worker, so that every run has the same ideal time of 16 responses in
   * sequence.
   */
  static final int SEQUENTIAL_RESPONSES = 16;

  /** Rounds of reading in each fresh JVM, on the way to a warm one. */
  private static final int ROUNDS = 40;

  private static final String BEGIN = "<!-- figures: begin -->";
  private static final String END = "<!-- figures: end -->";

  private final String load = load();
  private final Figures figures = new Figures();
  private final Markdown text = new Markdown();
  private final CommandReport command = new CommandReport(figures, text);

  /** Takes the path of the report and the number of turns per contender. */
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

  /**
   * The average number of runnable threads in the last minute; the measurement itself adds one or
   * two.
   */
  private static String load() {
    return String.format(
        Locale.ROOT, "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private void measure() throws RunnerException {
    run(warm("ReadBenchmark.onePage"));
    run(warm("ReadBenchmark.pagesOf100").param("checkpoints", "10000"));
    run(cold("WarmingBenchmark.round", 0, ROUNDS).forks(3));
    run(cold("ColdBenchmark.listOnePage", 1, 5));
    run(cold("ManyJobsBenchmark.listAll", 2, 5).param("jobs", "1000").param("concurrent", "64"));
    for (int concurrent : CONCURRENT) {
      run(cold("ManyJobsBenchmark.listAll", 1, 2)
          .param("jobs", String.valueOf(concurrent * SEQUENTIAL_RESPONSES))
          .param("concurrent", String.valueOf(concurrent)));
    }
    run(cold("StreamBenchmark.slowReader", 2, 5));
    run(cold("StreamBenchmark.smallHeap", 1, 2));
    for (String jdk : CommandReport.jdks()) {
      run(cold("StartBenchmark.run", 1, 10).param("jdk", jdk));
    }
    run(cold("CommandBenchmark", 1, 1));
  }

  private void run(ChainedOptionsBuilder options) throws RunnerException {
    figures.add(new Runner(options.shouldFailOnError(true).build()).run());
  }

  private static ChainedOptionsBuilder warm(String benchmark) {
    return new OptionsBuilder()
        .include("\\." + benchmark)
        .forks(1)
        .jvm("./java-on-one-core")
        .addProfiler(GCProfiler.class)
        .warmupIterations(10)
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(5)
        .measurementTime(TimeValue.seconds(1));
  }

  private static ChainedOptionsBuilder cold(String benchmark, int warmups, int iterations) {
    return new OptionsBuilder()
        .include("\\." + benchmark)
        .forks(1)
        .warmupIterations(warmups)
        .measurementIterations(iterations);
  }

  private void write(int turns) throws IOException {
    line(machine() + "; load average before " + load + ", after " + load() + ". Turns: " + turns
        + ".");
    line("");
    line("| Figure | Measured | Target | Reached |");
    line("|---|---|---|---|");
    text.atMost("One page of 10, ckpt4j over bare", page(CKPT4J, 10).over(page(BARE, 10)), 1.05);
    for (int size : List.of(10, 100, 1000)) {
      // openai-java is on both sides, so the figure does not depend on it.
      text.atLeast(
          "One page of %s, openai-java over ckpt4j, as a part of openai-java over bare"
              .formatted(number(size)),
          page(BARE, size).over(page(CKPT4J, size)),
          0.95);
    }
    text.atLeast(
        "10,000 in pages of 100, ckpt4j's speed over the floor's",
        all(FLOOR).over(all(CKPT4J)),
        0.95);
    text.atMost("Allocated per checkpoint of these, KB", allocated(CKPT4J), 1.7);
    text.atLeast(
        "Round %d of these in a fresh JVM, ckpt4j's speed over the floor's".formatted(ROUNDS),
        round(FLOOR, ROUNDS).over(round(CKPT4J, ROUNDS)),
        0.8);
    text.atMost("Fresh JVM, ckpt4j over bare", fresh(CKPT4J, false).over(fresh(BARE, false)), 1.05);
    text.atMost(
        "Fresh JVM with AppCDS over one without",
        fresh(CKPT4J, true).over(fresh(CKPT4J, false)),
        0.6);
    text.atMost("Peak memory of that process, MB", memory(CKPT4J, false), 80);
    text.atMost("Run-time class path, MB", new Figure(megabytes(CKPT4J), 0), 5);
    text.atMost("Run-time class path, jars", new Figure(Jvm.jars(CKPT4J).size(), 0), 15);
    double ideal = 1000 / 64.0 * ManyJobsBenchmark.LATENCY_MILLIS;
    text.atMost("1,000 jobs, 64 at once, over the ideal", jobs(1000, 64).times(1 / ideal), 1.05);
    Figure late = heap(1_000_000, "late");
    text.atMost(
        "Heap in use at the end of a job of 1,000,000 over one of 10,000",
        late.over(heap(10_000, "late")),
        1.1);
    command.targets();
    line("");
    contenders();
    line("");
    rounds();
    line("");
    command.starts();
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
    row("Allocated per checkpoint of these, KB", each -> figure(allocated(each)));
    row("Fresh JVM, ms", each -> figure(fresh(each, false)));
    row("Fresh JVM with AppCDS, ms", each -> figure(fresh(each, true)));
    row("Its peak memory, MB", each -> figure(memory(each, false)));
    row("Its peak memory with AppCDS, MB", each -> figure(memory(each, true)));
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

  private void rounds() {
    line("| 10,000 in pages of 100, in a fresh JVM | " + String.join(" | ", CONTENDERS)
        + " | The floor over ckpt4j |");
    line("|---|" + "---|".repeat(CONTENDERS.size() + 1));
    for (int number : List.of(1, 10, ROUNDS)) {
      String all = CONTENDERS.stream()
          .map(each -> figure(round(each, number)))
          .collect(Collectors.joining(" | "));
      line("| Round %d, ms | %s | %s |"
          .formatted(number, all, figure(round(FLOOR, number).over(round(CKPT4J, number)))));
    }
  }

  private void lines() {
    line("| Jobs at once | Jobs | ms | Ideal | Over the ideal | Threads in the JVM |");
    line("|---|---|---|---|---|---|");
    for (int concurrent : CONCURRENT) {
      int jobs = concurrent * SEQUENTIAL_RESPONSES;
      double ideal = SEQUENTIAL_RESPONSES * (double) ManyJobsBenchmark.LATENCY_MILLIS;
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
        "| Checkpoints in the job | Process with a 32 MB heap, ms | Heap after a tenth, MB | Heap at the end, MB |");
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
        "A job of %d pages, %d ms per response and %d ms to read each: %s ms. Reading in sequence would take %d ms; requesting each page while the previous one is read, %d ms."
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

  private Figure round(String contender, int number) {
    return figures.get("round contender=%s iteration=%d", contender, number);
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

  private interface Cell {
    String of(String contender) throws IOException;
  }

  private void row(String label, Cell cell) throws IOException {
    StringBuilder row = new StringBuilder("| " + label + " |");
    for (String contender : CONTENDERS) {
      row.append(' ').append(cell.of(contender)).append(" |");
    }
    line(row.toString());
  }

  private void line(String line) {
    text.line(line);
  }
}
