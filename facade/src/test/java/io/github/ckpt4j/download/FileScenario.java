package io.github.ckpt4j.download;

import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.ClientBuilder;
import io.github.ckpt4j.client.SkippedWaits;
import io.github.ckpt4j.robustness.Canary;
import io.github.ckpt4j.robustness.FaultServer;
import io.github.ckpt4j.robustness.FaultServer.Connection;
import io.github.ckpt4j.spi.Setting;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One download through a proxy that spoils responses of the sandbox, onto a disk that can fail. The
 * proxy spoils a range in the middle of a file, or the list of files: once, or from then on.
 */
final class FileScenario implements Closeable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Set<String> NOT_FORWARDED = Set.of("host", "connection");
  private static final Pattern STORE = Pattern.compile("\"(http://[^/\"]+)/baseten-training/");
  private static final Pattern SIGNATURE = Pattern.compile("X-Amz-Signature=([0-9a-f]+)");

  final FileCase subject;
  final SkippedWaits waits = new SkippedWaits();
  private final boolean always;
  private final FaultServer api = new FaultServer(connection -> serve(connection, false));
  private final FaultServer store = new FaultServer(connection -> serve(connection, true));
  private final FaultServer elsewhere = new FaultServer(this::serveElsewhere);
  private final Set<String> signatures = ConcurrentHashMap.newKeySet();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger leaks = new AtomicInteger();
  private volatile String storeOrigin = "";
  private volatile @Nullable Reply reply;
  private volatile boolean ofList;
  private volatile FaultDisk.@Nullable Hook hook;
  private volatile boolean isImpatient;

  /** Sends another response instead of the normal one. */
  interface Reply {
    void to(Connection connection, FileReply normal, Exchange exchange) throws IOException;
  }

  /** A request, and a way to get responses to similar ones. */
  record Exchange(FileScenario scenario, boolean ofStore, String request) {
    String target() {
      return request.split(" ", 3)[1];
    }

    /** The response to the same request without its range: the whole file. */
    FileReply whole() throws IOException {
      String plain = request
          .replaceAll("(?i)\nRange:[^\r]*\r", "\nX-Range: none\r")
          .replaceAll("chunk_start=\\d+", "chunk_start=0")
          .replaceAll("chunk_size=\\d+", "chunk_size=100000000");
      return scenario.forward(plain, ofStore);
    }

    long from() {
      return scenario.subject.from(request);
    }
  }

  FileScenario(FileCase subject, boolean always) {
    this.subject = subject;
    this.always = always;
  }

  /** Spoils ranges that do not begin at the first byte. */
  void range(Reply fault) {
    reply = fault;
  }

  /** Spoils the list of files, which with Together is a request for the archive's first byte. */
  void list(Reply fault) {
    reply = fault;
    ofList = true;
  }

  void disk(FaultDisk.Hook fault) {
    hook = fault;
  }

  /** For faults that end in a timeout. */
  void impatient() {
    isImpatient = true;
  }

  boolean always() {
    return always;
  }

  /** Ends the fault. */
  void heal() {
    reply = null;
    hook = null;
  }

  /** Whether the next request of this kind fails: only the first, or all. */
  boolean fails() {
    return failures.getAndIncrement() == 0 || always;
  }

  /** The number of leaks of a key to servers other than the provider's. */
  int leaks() {
    return leaks.get();
  }

  /** The signatures of all links that were listed. */
  Set<String> signatures() {
    return signatures;
  }

  /** A server other than the provider's, with the same files; it must not get the key. */
  String elsewhere() {
    return elsewhere.origin();
  }

  ClientBuilder client() {
    Duration patience = Duration.ofSeconds(isImpatient ? 2 : 20);
    String path = URI.create(subject.sandbox().baseUrl(subject.provider())).getPath();
    return waits
        .in(CheckpointClient.builder())
        .set(subject.provider(), Setting.API_KEY, Canary.KEY)
        .set(subject.provider(), Setting.BASE_URL, api.origin() + path)
        .allowPlainHttp()
        .options(io.github.ckpt4j.client.CallOptions.defaults()
            .connectTimeout(Duration.ofSeconds(20))
            .attemptTimeout(patience));
  }

  /** The directory, on the disk that can fail if necessary. */
  Path on(Path directory) {
    FaultDisk.Hook fault = hook;
    return fault == null ? directory : new FaultDisk(fault).at(directory);
  }

  private void serve(Connection connection, boolean ofStore) throws IOException {
    while (true) {
      String request = connection.readRequest();
      if (ofStore && request.contains(Canary.KEY)) {
        leaks.incrementAndGet();
      }
      FileReply normal = forward(request, ofStore);
      Reply fault = reply;
      if (fault != null && isFaulty(request)) {
        fault.to(connection, normal, new Exchange(this, ofStore, request));
      } else {
        normal.to(connection);
      }
    }
  }

  private boolean isFaulty(String request) {
    if (ofList ? !subject.isList(request) : !subject.isData(request)) {
      return false;
    }
    boolean isMidway = ofList || subject.from(request) > 0;
    return isMidway ? fails() : always && failures.get() > 0;
  }

  private void serveElsewhere(Connection connection) throws IOException {
    String request = connection.readRequest();
    if (request.contains(Canary.KEY)) {
      leaks.incrementAndGet();
    }
    String authorized =
        request.replace("\r\n\r\n", "\r\nAuthorization: " + Canary.KEY + "\r\n\r\n");
    boolean ofStore = subject.provider().equals("baseten");
    forward(ofStore ? request : authorized, ofStore).to(connection);
  }

  private FileReply forward(String request, boolean ofStore) throws IOException {
    String[] lines = request.strip().split("\r\n", -1);
    String origin = ofStore
        ? storeOrigin
        : "http://" + URI.create(subject.sandbox().baseUrl(subject.provider())).getAuthority();
    HttpRequest.Builder copy =
        HttpRequest.newBuilder(URI.create(origin + lines[0].split(" ", 3)[1]));
    for (int i = 1; i < lines.length; i++) {
      String[] header = lines[i].split(": ", 2);
      if (!NOT_FORWARDED.contains(header[0].toLowerCase(java.util.Locale.ROOT))) {
        copy.header(header[0], authorized(header[1]));
      }
    }
    try {
      FileReply response = FileReply.of(HTTP.send(copy.build(), BodyHandlers.ofByteArray()));
      return request.contains("/checkpoint_files") ? withOwnLinks(response) : response;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private String authorized(String header) {
    return header.contains(Canary.KEY) ? "Bearer " + subject.key() : header;
  }

  /** Makes the links of a list point to this proxy. */
  private FileReply withOwnLinks(FileReply list) {
    String text = new String(list.body(), StandardCharsets.UTF_8);
    Matcher signature = SIGNATURE.matcher(text);
    while (signature.find()) {
      signatures.add(signature.group(1));
    }
    Matcher link = STORE.matcher(text);
    if (link.find()) {
      storeOrigin = link.group(1);
    }
    return list.body(text.replace(storeOrigin, store.origin()).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    api.close();
    store.close();
    elsewhere.close();
  }
}
