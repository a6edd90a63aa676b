package io.github.ckpt4j.robustness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A server that sends exactly the given bytes at the given time, which no server library would do.
 * Each connection has its own thread, which ends with the connection.
 */
public final class FaultServer implements Closeable {
  private final ServerSocket socket;
  private final Handler handler;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  /** Handles a connection from its first byte to its end. */
  public interface Handler {
    void handle(Connection connection) throws IOException;
  }

  public FaultServer(Handler handler) {
    this.handler = handler;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread("accept", this::accept);
  }

  public int port() {
    return socket.getLocalPort();
  }

  public String origin() {
    return "http://127.0.0.1:" + port();
  }

  /** The heads of all requests received, in order. */
  public List<String> requests() {
    return requests;
  }

  public int connections() {
    return connections.get();
  }

  /** The number of connections that neither side has closed. */
  int open() {
    return open.size();
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() throws IOException {
    while (!socket.isClosed()) {
      Socket accepted = socket.accept();
      accepted.setTcpNoDelay(true);
      open.add(accepted);
      int number = connections.incrementAndGet();
      thread("connection-" + number, () -> serve(accepted));
    }
  }

  private void serve(Socket accepted) throws IOException {
    try {
      handler.handle(new Connection(accepted, accepted));
    } finally {
      accepted.close();
      open.remove(accepted);
    }
  }

  private static void thread(String name, Handling work) {
    Thread thread = new Thread(
        () -> {
          try {
            work.run();
          } catch (IOException e) {
            // The client disconnected or the server was closed; both are normal ends.
          }
        },
        "fault-server-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private interface Handling {
    void run() throws IOException;
  }

  /** One connection from a client. */
  public final class Connection {
    private final Socket raw;
    private final Socket socket;
    private @Nullable InputStream in;

    Connection(Socket raw, Socket socket) {
      this.raw = raw;
      this.socket = socket;
    }

    /** Continues the connection in TLS, with this end as the server. */
    Connection secure(SSLContext tls, String... protocols) throws IOException {
      SSLSocket secure = (SSLSocket)
          tls.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
      secure.setUseClientMode(false);
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      secure.setSSLParameters(parameters);
      return new Connection(raw, secure);
    }

    public InputStream in() throws IOException {
      InputStream input = in;
      if (input == null) {
        input = new BufferedInputStream(socket.getInputStream());
        in = input;
      }
      return input;
    }

    /** Waits for a request. Throws {@link EOFException} if the connection ends instead. */
    public String readRequest() throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in().read();
        if (next < 0) {
          throw new EOFException();
        }
        head.write(next);
      }
      String text = head.toString(StandardCharsets.ISO_8859_1);
      requests.add(text);
      return text;
    }

    public void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.UTF_8));
    }

    public void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    /** Ends the connection with a TCP reset. */
    public void reset() throws IOException {
      raw.setSoLinger(true, 0);
      raw.close();
    }

    public void close() throws IOException {
      socket.close();
    }

    /** Does nothing until the client ends the connection. */
    public void stall() throws IOException {
      while (in().read() >= 0) {
        // Anything the client still sends is irrelevant.
      }
    }

    /** Waits so long, or until the client sends something or ends the connection. */
    public void pause(int millis) throws IOException {
      socket.setSoTimeout(millis);
      try {
        in().read();
      } catch (java.net.SocketTimeoutException e) {
        // The client sent nothing.
      }
      socket.setSoTimeout(0);
    }

    /** Writes a byte every few milliseconds until the client ends the connection. */
    void drip(byte[] bytes) throws IOException {
      socket.setSoTimeout(15);
      for (byte each : bytes) {
        write(new byte[] {each});
        try {
          if (in().read() < 0) {
            return;
          }
        } catch (java.net.SocketTimeoutException e) {
          // The pause between two bytes; the client sent nothing.
        }
      }
    }
  }
}
