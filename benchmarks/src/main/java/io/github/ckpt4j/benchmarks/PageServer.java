package io.github.ckpt4j.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Serves {@link PreparedPages} on the loopback interface, in a process of its own: its work is not
 * counted as a client's, and a client's heap and compiler are its own. Every answer leaves in one
 * write and without Nagle's delay.
 *
 * <p>Prints its port, and ends when its standard input does.
 */
final class PageServer {
  private static final int BACKLOG = 1024;

  private final PreparedPages pages = new PreparedPages();
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
        byte[] answer = pages.answer(line.split(" ", -1)[1]);
        while (!line.isEmpty()) {
          line = in.readLine();
        }
        Thread.sleep(latencyMillis);
        socket.getOutputStream().write(answer);
      }
    }
  }

  private static void start(Work work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } catch (IOException | InterruptedException e) {
        // The other end is gone, and with it whoever could be told.
      }
    });
    thread.setDaemon(true);
    thread.start();
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }
}
