package io.github.ckpt4j.cli.report;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A page in a headless Chromium, driven by its debugging protocol. */
final class Browser implements AutoCloseable {
  private static final Gson GSON = new Gson();
  private static final String LISTENING = "DevTools listening on ";
  private static final int SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> replies = new ConcurrentHashMap<>();
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();
  private volatile @Nullable String session;
  private final Map<String, CompletableFuture<Void>> loads = new ConcurrentHashMap<>();
  private volatile CompletableFuture<Void> reloaded = new CompletableFuture<>();

  /** The program, if it is installed. */
  static Optional<Path> program() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .map(directory -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** @param profile an empty directory for the browser's own files */
  Browser(Path program, Path profile) throws IOException {
    process = new ProcessBuilder(
            program.toString(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank")
        .redirectErrorStream(true)
        .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String address = lines
        .lines()
        .filter(line -> line.startsWith(LISTENING))
        .map(line -> line.substring(LISTENING.length()).strip())
        .findFirst()
        .orElseThrow(() -> new IOException(program + " does not listen"));
    Thread drain = new Thread(() -> lines.lines().forEach(line -> {}), "output of the browser");
    drain.setDaemon(true);
    drain.start();
    socket = HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(URI.create(address), new Listener())
        .join();
    String target = send("Target.createTarget", Map.of("url", "about:blank"))
        .get("targetId")
        .getAsString();
    session = send("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
        .get("sessionId")
        .getAsString();
    List.of("Page", "Runtime", "Log", "Network")
        .forEach(domain -> send(domain + ".enable", Map.of()));
    send("Page.setLifecycleEventsEnabled", Map.of("enabled", true));
    send(
        "Page.addScriptToEvaluateOnNewDocument",
        Map.of(
            "source", "window.repeated = []; window.setInterval = (task) => repeated.push(task);"));
  }

  void screen(int width, int height, boolean isDark) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    send(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
  }

  /** Opens a file, and forgets what happened before. */
  void open(Path page) {
    events.clear();
    String loader = send("Page.navigate", Map.of("url", page.toUri().toString()))
        .get("loaderId")
        .getAsString();
    load(loader).orTimeout(SECONDS, TimeUnit.SECONDS).join();
    frame();
  }

  /** Triggers the page's periodic reload once, and waits until it has reloaded. */
  void reload() {
    reloaded = new CompletableFuture<>();
    value("setTimeout(() => repeated.forEach((task) => task())), 1");
    reloaded.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    frame();
  }

  /** The value of an expression, awaited if it is a promise. */
  String value(String expression) {
    JsonObject reply = send(
        "Runtime.evaluate",
        Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (reply.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + reply.get("exceptionDetails"));
    }
    JsonObject result = reply.getAsJsonObject("result");
    return result.has("value") ? result.get("value").getAsString() : "undefined";
  }

  /** Waits until the page has drawn what it was about to draw. */
  void frame() {
    value(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
  }

  /** Moves the mouse to a place in the element, given as fractions of its size. */
  void point(String selector, double x, double y) {
    value("document.querySelector('" + selector + "').scrollIntoView({block: 'center'}), 1");
    List<String> place = List.of(value("(() => { const box = document.querySelector('" + selector
            + "').getBoundingClientRect(); return [box.left + box.width * " + x
            + ", box.top + box.height * " + y + "].join(' ') })()")
        .split(" ", -1));
    for (int shift = 1; shift >= 0; shift--) {
      send(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              "mouseMoved",
              "x",
              Double.parseDouble(place.get(0)) - shift,
              "y",
              Double.parseDouble(place.get(1))));
    }
    frame();
  }

  void press(String key) {
    for (String type : List.of("keyDown", "keyUp")) {
      Map<String, Object> event = new HashMap<>(Map.of("type", type, "key", key, "code", key));
      Map<String, Integer> codes =
          Map.of("Enter", 13, "Tab", 9, "Escape", 27, "ArrowLeft", 37, "ArrowRight", 39);
      event.put("windowsVirtualKeyCode", codes.get(key));
      if (key.equals("Enter")) {
        event.put("text", "\r");
      }
      send("Input.dispatchKeyEvent", event);
    }
    frame();
  }

  /** The whole page, including the part below the screen. */
  byte[] screenshot() {
    JsonObject size = send("Page.getLayoutMetrics", Map.of()).getAsJsonObject("cssContentSize");
    Map<String, Object> clip = Map.of(
        "x", 0,
        "y", 0,
        "width", size.get("width").getAsDouble(),
        "height", size.get("height").getAsDouble(),
        "scale", 1);
    return Base64.getDecoder()
        .decode(send(
                "Page.captureScreenshot",
                Map.of("format", "png", "captureBeyondViewport", true, "clip", clip))
            .get("data")
            .getAsString());
  }

  /** The URLs of all requests of the page. */
  List<String> requests() {
    return events("Network.requestWillBeSent").stream()
        .map(each -> each.getAsJsonObject("request").get("url").getAsString())
        .toList();
  }

  /** Errors and all other output of the console. */
  List<String> console() {
    return Stream.of("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        .flatMap(method -> events(method).stream())
        .map(JsonObject::toString)
        .toList();
  }

  private List<JsonObject> events(String method) {
    return events.stream()
        .filter(event -> event.get("method").getAsString().equals(method))
        .map(event -> event.getAsJsonObject("params"))
        .toList();
  }

  @Override
  public void close() {
    socket.abort();
    process.destroy();
    process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
  }

  private JsonObject send(String method, Map<String, ?> params) {
    int id = ids.incrementAndGet();
    Map<String, Object> message = new HashMap<>(Map.of("id", id, "method", method));
    message.put("params", params);
    if (session != null) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonObject> reply = new CompletableFuture<>();
    replies.put(id, reply);
    socket.sendText(GSON.toJson(message), true).join();
    JsonObject received = reply.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    if (received.has("error")) {
      throw new AssertionError(method + ": " + received.get("error"));
    }
    return received.getAsJsonObject("result");
  }

  private void received(JsonObject message) {
    if (message.has("id")) {
      Objects.requireNonNull(replies.remove(message.get("id").getAsInt())).complete(message);
      return;
    }
    events.add(message);
    JsonObject params = message.getAsJsonObject("params");
    if (message.get("method").getAsString().equals("Page.lifecycleEvent")
        && params.get("name").getAsString().equals("load")) {
      load(params.get("loaderId").getAsString()).complete(null);
      reloaded.complete(null);
    }
  }

  /** The end of one loading of a page: the previous page may still be reloading. */
  private CompletableFuture<Void> load(String loader) {
    return loads.computeIfAbsent(loader, each -> new CompletableFuture<>());
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
      text.append(part);
      if (isLast) {
        received(JsonParser.parseString(text.toString()).getAsJsonObject());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
