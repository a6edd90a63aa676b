package io.github.ckpt4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.report.ReportedJob.Extent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a person sees and uses it, in a browser. */
final class ReportBrowserTest {
  private static final Instant NOW = Instant.parse("2026-02-11T12:00:00Z");
  private static final List<String> LIGHT = List.of("#0072B2", "#C04A00", "#007A58");
  private static final List<String> DARK = List.of("#56B4E9", "#F28C38", "#2FC79A");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private static Path directory;

  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    boolean isInstalled = Browser.program().isPresent();
    if (!isInstalled) {
      System.out.println("ReportBrowserTest is skipped: chromium is not installed");
    }
    assumeTrue(isInstalled, "chromium is not installed");
    browser = new Browser(
        Browser.program().orElseThrow(), Files.createTempDirectory(directory, "profile"));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  // ---- Pages

  private static JobRef ref(int run) {
    return JobRef.parse("openai:ftjob-run" + run);
  }

  private static Job job(int run, Job.State state) {
    return Job.builder(ref(run), state)
        .providerState(state.name())
        .name("run " + run)
        .baseModel("gpt-4o-mini-2024-07-18")
        .createdAt(NOW.minus(Duration.ofDays(run)))
        .build();
  }

  /** The lowest loss is in the middle; later runs have lower losses. */
  private static ReportedJob run(int run, int checkpoints) {
    List<Checkpoint> list = IntStream.rangeClosed(1, checkpoints)
        .mapToObj(i -> {
          double distance = (i - (checkpoints + 1) / 2.0) / checkpoints;
          return Checkpoint.builder(ref(run), "ckpt-" + i)
              .step(i * 10L)
              .modelName("ft:gpt-4o-mini-2024-07-18:acme:run" + run + ":ckpt-step-" + i * 10)
              .metric(Metric.VALID_LOSS, 1 - run / 10.0 + 4 * distance * distance)
              .metric(Metric.TRAIN_LOSS, 2.0 / i)
              .createdAt(NOW.minusSeconds(checkpoints - i))
              .sizeBytes(1_000_000L * i)
              .expiry(i == checkpoints ? null : Expiry.reported(NOW.plus(Duration.ofDays(run + 1))))
              .role(i == checkpoints ? Checkpoint.Role.FINAL : Checkpoint.Role.INTERMEDIATE)
              .build();
        })
        .toList();
    return new ReportedJob(ref(run), job(run, Job.State.SUCCEEDED), list, Extent.ALL, List.of());
  }

  private static Report report(List<ReportedJob> jobs) {
    return new Report(
        NOW, "ckpt 1", jobs, List.of(), List.of(Metric.VALID_LOSS, Metric.TRAIN_LOSS), null);
  }

  private static Report threeRuns() {
    return report(List.of(run(1, 11), run(2, 21), run(3, 31)));
  }

  /** A new page, for which the browser remembers nothing. */
  private static Path write(Report report) throws IOException {
    return Files.writeString(
        Files.createTempFile(directory, "report", ".html"), ReportPage.of(report));
  }

  private static void open(Report report) throws IOException {
    browser.screen(1280, 900, false);
    browser.open(write(report));
  }

  private static String text(String selector) {
    return browser.value("document.querySelector('" + selector + "').innerText");
  }

  private static List<String> cells(String table, int column) {
    return List.of(browser
        .value(
            "[...document.querySelectorAll('#" + table + " tbody tr:not([hidden])')].map((row) =>"
                + " row.cells[" + column + "].innerText.split('\\n')[0].trim()).join('|')")
        .split("\\|", -1));
  }

  private static void click(String selector) {
    browser.value("document.querySelector('" + selector + "').click()");
    browser.frame();
  }

  private static int pixels(String color) {
    return squares(color, 1);
  }

  /** The number of squares of this many pixels in the chart that have about this color. */
  private static int squares(String color, int size) {
    return Integer.parseInt(
        browser.value("""
        (() => {
          const canvas = document.querySelector("#chart canvas");
          const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          const wanted = [1, 3, 5].map((i) => parseInt("COLOR".substr(i, 2), 16));
          const is = (x, y) => {
            const i = 4 * (x + y * canvas.width);
            return wanted.every((each, j) => Math.abs(each - data[i + j]) < 6) && data[i + 3] > 200;
          };
          let found = 0;
          for (let x = 0; x <= canvas.width - SIZE; x++) {
            for (let y = 0; y <= canvas.height - SIZE; y++) {
              let all = true;
              for (let i = 0; all && i < SIZE * SIZE; i++) all = is(x + i % SIZE, y + Math.floor(i / SIZE));
              if (all) found++;
            }
          }
          return String(found);
        })()
        """.replace("COLOR", color).replace("SIZE", String.valueOf(size))));
  }

  private static void assertQuiet(Path page) {
    assertThat(browser.console()).isEmpty();
    assertThat(browser.requests())
        .allSatisfy(url -> assertThat(url)
            .matches(each -> each.equals(page.toUri().toString()) || each.startsWith("data:")));
  }

  // ---- Curves

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void drawsACurveOfEachRunInBothThemes(boolean isDark) throws IOException {
    browser.screen(1280, 900, isDark);
    Path page = write(threeRuns());
    browser.open(page);

    assertQuiet(page);
    assertThat(isDark ? DARK : LIGHT)
        .allSatisfy(color -> assertThat(pixels(color)).as(color).isGreaterThan(300));
    assertThat(isDark ? LIGHT : DARK)
        .allSatisfy(color -> assertThat(pixels(color)).as(color).isLessThan(20));
  }

  @Test
  void followsTheThemeWhileOpen() throws IOException {
    open(threeRuns());
    browser.screen(1280, 900, true);
    browser.frame();

    assertThat(pixels(DARK.get(0))).isGreaterThan(300);
  }

  @Test
  void marksTheBestInTheChartTheLegendAndTheTables() throws IOException {
    open(threeRuns());

    assertThat(text(".best")).contains("0.7000", "step 160", "ckpt-step-160");
    assertThat(text("#legend")).contains("1 openai:ftjob-run1 ★ 0.9000 at step 60");
    assertThat(cells("runs", 3)).containsExactly("0.9000", "0.8000", "★ 0.7000");
    assertThat(cells("checkpoints", 2)).filteredOn(cell -> cell.startsWith("★")).hasSize(3);
    // A star is thicker than the line and its points.
    assertThat(LIGHT).allMatch(color -> squares(color, 5) > 0);
    open(report(List.of(
        run(1, 11),
        run(2, 21),
        new ReportedJob(
            ref(3), job(3, Job.State.RUNNING), run(3, 31).checkpoints(), Extent.SOME, List.of()))));
    assertThat(squares(LIGHT.get(2), 5)).isZero();
    assertThat(text("#legend")).doesNotContain("run3 ★");
  }

  @Test
  void hoverShowsTheValues() throws IOException {
    open(threeRuns());
    assertThat(browser.value("document.querySelector('#tip').hidden")).isEqualTo("true");

    browser.point("#chart .u-over", 0.5, 0.5);

    assertThat(text("#tip"))
        .contains("step 160", "3 openai:ftjob-run3", "0.7000", "2 openai:ftjob-run2")
        .doesNotContain("run1");
  }

  @Test
  void arrowKeysReadTheValues() throws IOException {
    open(threeRuns());
    browser.value("document.querySelector('#chart').focus()");

    browser.press("ArrowRight");
    browser.press("ArrowRight");

    assertThat(text("#readout")).startsWith("step 20: 1 openai:ftjob-run1 ");
    assertThat(text("#tip")).contains("step 20");
    browser.press("Escape");
    assertThat(browser.value("document.querySelector('#tip').hidden")).isEqualTo("true");
  }

  @Test
  void runCanBeHiddenWithTheKeyboard() throws IOException {
    open(threeRuns());
    browser.value("document.querySelector('#legend button').focus()");

    browser.press("Enter");

    assertThat(browser.value("document.activeElement.getAttribute('aria-pressed')"))
        .isEqualTo("false");
    assertThat(pixels(LIGHT.get(0))).isLessThan(20);
    browser.press("Enter");
    assertThat(pixels(LIGHT.get(0))).isGreaterThan(300);
  }

  @Test
  void hiddenRunTakesNoRoom() throws IOException {
    open(threeRuns());
    click("#legend li:nth-child(3) button");
    click("#legend li:nth-child(2) button");

    browser.point("#chart .u-over", 0.5, 0.5);

    assertThat(text("#tip")).contains("step 60").doesNotContain("run2", "run3");
    click("#legend li:nth-child(1) button");
    assertThat(LIGHT).allMatch(color -> pixels(color) < 20);
    click("#legend li:nth-child(1) button");
    assertThat(pixels(LIGHT.get(0))).isGreaterThan(300);
    assertThat(browser.console()).noneMatch(each -> each.contains("rror"));
  }

  @Test
  void anotherMetricCanBeChosen() throws IOException {
    open(threeRuns());

    browser.value("(() => { const select = document.querySelector('#metric'); select.value = '1';"
        + " select.dispatchEvent(new Event('change')); })()");
    browser.frame();

    assertThat(text("#legend")).contains("1 openai:ftjob-run1 ★ 0.1818 at step 110");
  }

  @Test
  void tableIsBehindTheChart() throws IOException {
    open(threeRuns());

    click("#values summary");

    assertThat(browser.value("document.querySelectorAll('#value-table tbody tr').length"))
        .isEqualTo("31");
    assertThat(text("#value-table")).contains("★ 0.9000", "★ 0.8000", "★ 0.7000");
  }

  // ---- Tables

  @ParameterizedTest
  @CsvSource({
    "runs, Best valid_loss, 0, 3 2 1",
    "runs, Job, 0, 1 2 3",
    "runs, Created (UTC), 0, 3 2 1",
    "runs, First expiry, 0, 1 2 3",
    "runs, Size, 0, 1 2 3",
  })
  void headingsSort(String table, String heading, int column, String order) throws IOException {
    open(threeRuns());
    String button = "[...document.querySelectorAll('#" + table
        + " th button')].find((each) => each.textContent === '" + heading + "')";

    browser.value(button + ".click()");
    assertThat(cells(table, column)).containsExactly(order.split(" ", -1));
    assertThat(browser.value(button + ".parentNode.ariaSort")).isEqualTo("ascending");

    browser.value(button + ".click()");
    assertThat(cells(table, column))
        .containsExactly(new StringBuilder(order).reverse().toString().split(" ", -1));
    assertThat(browser.value(button + ".parentNode.ariaSort")).isEqualTo("descending");
  }

  @Test
  void stepsSortAsNumbersAndMissingOnesAreLast() throws IOException {
    open(threeRuns());
    click("#checkpoints th:nth-child(2) button");
    List<Integer> steps = cells("checkpoints", 1).stream().map(Integer::valueOf).toList();
    assertThat(steps).isSorted().hasSize(63);

    browser.value("[...document.querySelectorAll('#checkpoints th button')]"
        + ".find((each) => each.textContent === 'Expires').click()");
    assertThat(text("#checkpoints tbody tr:last-child")).contains("unknown");
  }

  @Test
  void filterKeepsMatchingCheckpoints() throws IOException {
    open(threeRuns());

    browser.value("(() => { const input = document.querySelector('#filter'); input.value = 'RUN2';"
        + " input.dispatchEvent(new Event('input')); })()");

    assertThat(cells("checkpoints", 0)).hasSize(21).containsOnly("2");
    assertThat(text("#found")).isEqualTo("21 of 63");
  }

  @Test
  void copiesTheModelName() throws IOException {
    open(threeRuns());
    browser.value("navigator.clipboard.writeText = (text) => { window.copied = text;"
        + " return Promise.resolve(); }, 1");

    click("#checkpoints tbody button.copy");

    assertThat(browser.value("window.copied"))
        .isEqualTo("ft:gpt-4o-mini-2024-07-18:acme:run1:ckpt-step-10");
    assertThat(text("#copied")).startsWith("Copied ft:gpt-4o");
  }

  @Test
  void expiryIsInDaysFromToday() throws IOException {
    Checkpoint soon = run(1, 1).checkpoints().get(0).toBuilder()
        .expiry(Expiry.reported(Instant.now().plus(Duration.ofHours(60))))
        .build();
    open(report(List.of(
        new ReportedJob(ref(1), job(1, Job.State.RUNNING), List.of(soon), Extent.ALL, List.of()))));

    assertThat(text("#checkpoints")).contains("in 2 days");
    assertThat(browser.value("document.querySelectorAll('#checkpoints time.soon').length"))
        .isEqualTo("1");
  }

  // ---- Anywhere

  /** The width of a phone, in both themes, and of a screen. */
  @ParameterizedTest
  @CsvSource({"400, false", "400, true", "320, false", "768, false", "1280, false", "1280, true"})
  void nothingIsWiderThanTheScreen(int width, boolean isDark) throws IOException {
    Report report = report(Stream.concat(
            IntStream.rangeClosed(1, 9).mapToObj(i -> run(i, 20 + i)),
            Stream.of(new ReportedJob(
                JobRef.parse("oxen:" + "a".repeat(60) + "/" + "b".repeat(60) + "/ft_1"),
                null,
                List.of(),
                Extent.NONE,
                List.of("Could not find fine tune: " + "x".repeat(200)))))
        .toList());
    browser.screen(width, 900, isDark);
    browser.open(write(report));

    assertThat(browser.value("document.documentElement.scrollWidth"))
        .isEqualTo(browser.value("document.documentElement.clientWidth"));
    assertThat(pixels(isDark ? DARK.get(0) : LIGHT.get(0))).isGreaterThan(50);
    keep("report-" + width + (isDark ? "-dark" : "-light"));
  }

  /** For people to inspect. */
  private static void keep(String name) throws IOException {
    Path pictures = Files.createDirectories(Path.of("target", "screenshots"));
    Files.write(pictures.resolve(name + ".png"), browser.screenshot());
  }

  /** At least 4.5 for normal text, as WCAG 2 requires. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void textHasContrast(boolean isDark) throws IOException {
    Job.State[] states = Job.State.values();
    browser.screen(1280, 900, isDark);
    browser.open(write(report(IntStream.range(0, states.length)
        .mapToObj(i -> new ReportedJob(
            ref(i), job(i, states[i]), run(i, 3).checkpoints(), Extent.ALL, List.of()))
        .toList())));

    assertThat(browser.value("""
            (() => {
              const luminance = (color) => {
                const [r, g, b] = color.match(/[\\d.]+/g).map((each) => each / 255)
                  .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const back = (element) => {
                for (let each = element; each; each = each.parentElement) {
                  const color = getComputedStyle(each).backgroundColor;
                  if (color !== "rgba(0, 0, 0, 0)") return color;
                }
                return getComputedStyle(document.documentElement).backgroundColor;
              };
              const poor = new Set();
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const element = texts.currentNode.parentElement;
                if (!texts.currentNode.data.trim() || element.closest("script, noscript, .sr, [hidden]")) continue;
                const [a, b] = [luminance(getComputedStyle(element).color), luminance(back(element))];
                const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (contrast < 4.5) poor.add(`${element.tagName} ${element.className} ${contrast.toFixed(2)}`);
              }
              return [...poor].join(", ");
            })()
            """)).isEmpty();
  }

  @Test
  void everythingThatActsHasANameAndTakesTheFocus() throws IOException {
    open(threeRuns());

    assertThat(browser.value("""
            [...document.querySelectorAll("button, select, input, summary, [tabindex]")]
              .filter((each) => each.getClientRects().length)
              .filter((each) => each.tabIndex < 0 || !(each.textContent.trim() || each.ariaLabel || each.labels?.length))
              .map((each) => each.outerHTML.slice(0, 80)).join("\\n")
            """)).isEmpty();
    assertThat(browser.value("document.querySelector('#chart').ariaLabel")).contains("valid_loss");
  }

  @Test
  void pageReloadsItselfAndKeepsWhatTheReaderChose() throws IOException {
    Report report = threeRuns();
    Path page = write(watched(report, List.of(run(1, 11))));
    browser.screen(1280, 900, false);
    browser.open(page);
    browser.value("(() => { const select = document.querySelector('#metric'); select.value = '1';"
        + " select.dispatchEvent(new Event('change')); })()");
    click("#checkpoints th:nth-child(2) button");
    click("#checkpoints th:nth-child(2) button");
    Files.move(
        write(watched(report, List.of(run(1, 13)))), page, StandardCopyOption.REPLACE_EXISTING);
    browser.reload();

    assertThat(cells("checkpoints", 1)).hasSize(13).startsWith("130");
    assertThat(browser.value("document.querySelector('#metric').value")).isEqualTo("1");
    assertThat(text("header")).contains("This page is being updated.");
    assertQuiet(page);
    browser.open(write(report));
    assertThat(text("header")).doesNotContain("updated");
  }

  private static Report watched(Report report, List<ReportedJob> jobs) {
    return new Report(
        report.at(),
        report.version(),
        jobs,
        report.problems(),
        report.metrics(),
        Duration.ofSeconds(2));
  }

  @Test
  void manyPointsAreDrawnQuickly() throws IOException {
    Path page =
        write(report(IntStream.rangeClosed(1, 10).mapToObj(i -> run(i, 1000)).toList()));
    assertThat(Files.size(page)).isLessThan(300_000);
    browser.screen(1280, 900, false);
    browser.open(page);

    assertQuiet(page);
    assertThat(pixels(LIGHT.get(0))).isGreaterThan(250);
    assertThat(text("#thinned")).isEmpty();
  }

  @Test
  void oddCurvesAreDrawn() throws IOException {
    Path page = write(report(List.of(
        odd(1, LongStream.of(5), 0.5),
        odd(2, LongStream.range(0, 100), 1e300),
        odd(3, LongStream.of(0, Long.MAX_VALUE), -1e-300),
        odd(4, LongStream.empty(), 1))));
    browser.open(page);
    browser.point("#chart .u-over", 0.5, 0.5);

    assertQuiet(page);
    assertThat(text("#problems")).contains("no checkpoints yet");
  }

  private static ReportedJob odd(int run, LongStream steps, double value) {
    List<Checkpoint> list = steps
        .mapToObj(step -> Checkpoint.builder(ref(run), "ckpt-" + step)
            .step(step)
            .metric(Metric.VALID_LOSS, value)
            .build())
        .toList();
    return new ReportedJob(ref(run), job(run, Job.State.RUNNING), list, Extent.ALL, List.of());
  }

  // ---- Hostile text

  static Stream<String> hostile() {
    return Stream.of(
        "</script><script>window.owned=1</script>",
        "<img src=x onerror=window.owned=1>",
        "\"><svg onload=window.owned=1>",
        "' autofocus onfocus=window.owned=1 x='",
        "<!--<script>",
        "</style><style>*{display:none}</style>",
        "</table></div><iframe src=//evil.example>",
        "<base href=//evil.example><meta http-equiv=refresh content=0;//evil.example>",
        "javascript:window.owned=1",
        "{{script}} {{data}} $1 \\1",
        "&lt;b&gt; &amp; ]]> \\u003cscript>",
        "\u202egnp.exe \u2028 \u0000 \u001b[2J \ud800",
        "__proto__");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void textFromAServerStaysText(String evil) throws IOException {
    JobRef ref = ref(1);
    Checkpoint.Builder checkpoint = Checkpoint.builder(ref, evil)
        .step(1L)
        .modelName(evil)
        .path(evil)
        .artifact(evil)
        .metric(Metric.VALID_LOSS, 0.5)
        .metric(Metric.of(evil), 0.5);
    Job job = Job.builder(ref, Job.State.FAILED)
        .providerState(evil)
        .name(evil)
        .baseModel(evil)
        .resultModel(evil)
        .error(evil)
        .build();
    Path page = write(new Report(
        NOW,
        "ckpt 1",
        List.of(new ReportedJob(ref, job, List.of(checkpoint.build()), Extent.ALL, List.of(evil))),
        List.of(new Report.Problem(evil, evil)),
        List.of(Metric.of(evil), Metric.VALID_LOSS),
        null));
    browser.screen(1280, 900, false);
    browser.open(page);
    click("#values summary");
    browser.point("#chart .u-over", 0.5, 0.5);

    assertQuiet(page);
    assertThat(browser.value("typeof window.owned")).isEqualTo("undefined");
    assertThat(
            browser.value("document.querySelectorAll('img, iframe, base, object, body style, body"
                + " meta, [onerror], [onload], [onfocus], [autofocus], a').length"))
        .isEqualTo("0");
    assertThat(browser.value("document.scripts.length")).isEqualTo("2");
    String shown = evil.replaceAll("[\u202e\u2028\u0000\u001b\ud800]", " ").strip();
    for (String place : List.of("#runs", "#checkpoints", "#problems", "#metric", "#value-table")) {
      assertThat(browser.value("document.querySelector('" + place + "').textContent"))
          .as(place)
          .containsIgnoringWhitespaces(place.equals("#value-table") ? "ftjob-run1" : shown);
    }
  }

  /** Even if something got in, the page's policy would not let it run or send. */
  @Test
  void policyForbidsScriptsAndRequests() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      requests.incrementAndGet();
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    String smuggled =
        "<script>window.owned=1</script><img src='" + url + "' onerror='window.owned=1'>"
            + "<link rel=stylesheet href='" + url + "'><iframe src='" + url + "'></iframe>"
            + "<script src='" + url + "'></script>";
    Path page = Files.writeString(
        Files.createTempFile(directory, "report", ".html"),
        ReportPage.of(threeRuns()).replace("<main>", "<main>" + smuggled));
    browser.screen(1280, 900, false);
    browser.open(page);

    assertThat(browser.value("typeof window.owned")).isEqualTo("undefined");
    assertThat(browser.value("fetch('" + url + "').then(() => 'sent', () => 'refused')"))
        .isEqualTo("refused");
    assertThat(requests).hasValue(0);
    server.stop(0);
  }
}
