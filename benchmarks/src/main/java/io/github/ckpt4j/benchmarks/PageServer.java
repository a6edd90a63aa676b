package io.github.ckpt4j.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.ckpt4j.sandbox.ProviderJson;
import io.github.ckpt4j.sandbox.SandboxCheckpoint;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * Serves OpenAI's pages on the loopback interface. It is a separate process, so that its work is
 * not counted as a client's and does not share a client's heap or compiler. A job's name gives its
 * number of checkpoints: {@code ftjob-1000}, or {@code ftjob-10-x} if several jobs need the same
 * number. The sandbox writes each page once; every response is sent in one write, without Nagle's
 * delay.
 *
 * <p>Prints its port and exits when its standard input ends.
 */
final class PageServer {
  private static final int BACKLOG = 1024;

  private static final Pattern JOB = Pattern.compile("ftjob-(\\d+).*");

  private final Map<String, byte[]> responses = new ConcurrentHashMap<>();
  private final long latencyMillis;

  private PageServer(long latencyMillis) {
    this.latencyMillis = latencyMillis;
  }

  public static void main(String[] args) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
      PageServer server = new PageServer(Long.parseLong(args[0]));
      start(() -> server.accept(socket));
      System.out.println(socket.getLocalPort());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private void accept(ServerSocket server) throws IOException {
    while (true) {
      Socket socket = server.accept();
      start(() -> serve(socket));
    }
  }

  private void serve(Socket socket) throws IOException, InterruptedException {
    try (socket) {
      socket.setTcpNoDelay(true);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        byte[] response = responses.computeIfAbsent(line.split(" ", -1)[1], PageServer::response);
        while (!line.isEmpty()) {
          line = in.readLine();
        }
        Thread.sleep(latencyMillis);
        socket.getOutputStream().write(response);
      }
    }
  }

  /** The complete response to a request for this path and query, including the status line. */
  private static byte[] response(String target) {
    HttpUrl url = HttpUrl.get("http://localhost" + target);
    Map<String, String> query = new HashMap<>();
    for (String name : url.queryParameterNames()) {
      query.put(name, Objects.requireNonNull(url.queryParameter(name)));
    }
    String job = url.pathSegments().get(url.pathSize() - 2);
    String json = ProviderJson.of(job(job)).checkpoints(query);
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_1\r\n"
            + "Content-Length: " + json.length() + "\r\n\r\n" + json)
        .getBytes(US_ASCII);
  }

  private static SandboxJob job(String name) {
    Matcher matcher = JOB.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("Unexpected job: " + name);
    }
    return SandboxJob.of("openai:" + name)
        .checkpoints(Integer.parseInt(matcher.group(1)), PageServer::checkpoint);
  }

  /** With the metrics of OpenAI's own example. */
  private static SandboxCheckpoint checkpoint(int index) {
    int thousandths = 100 + index % 900;
    return SandboxCheckpoint.of(
        index + 1,
        Map.of(
            "full_valid_loss",
            thousandths / 1000.0,
            "full_valid_mean_token_accuracy",
            (1000 - thousandths) / 1000.0));
  }

  private static void start(Work work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } catch (IOException | InterruptedException e) {
        // The client has disconnected and cannot be notified.
      }
    });
    thread.setDaemon(true);
    thread.start();
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }
}
