package io.github.ckpt4j.robustness;

import static io.github.ckpt4j.robustness.WireFault.passing;

import io.github.ckpt4j.CheckpointException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.SocketFactory;
import okhttp3.Dns;

/** What goes wrong before there is a connection. */
final class ConnectFaults {
  private ConnectFaults() {}

  static List<WireFault> faults() {
    return List.of(
        passing("connection refused", Kind.NETWORK, stage -> {
          stage.handleRightly();
          stage.http.socketFactory(
              new Detour(stage, stage.opened(closedPort()).getLocalSocketAddress()));
        }),
        passing("name not found", Kind.NETWORK, stage -> {
          int port = stage.handleRightly().port();
          stage.at("http://localhost:" + port);
          stage.http.dns(new Forgetful(stage));
        }),
        passing("connection neither made nor refused", Kind.TIMEOUT, stage -> {
          stage.impatient();
          stage.handleRightly();
          stage.http.socketFactory(
              new Detour(stage, stage.opened(new FullHouse()).address()));
        }));
  }

  /** A port that nobody listens at; while this is open, no other trial's server can get it. */
  private static Socket closedPort() {
    try {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Forgetful(FaultScenario stage) implements Dns {
    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
      if (stage.isAtFault()) {
        throw new UnknownHostException(hostname);
      }
      return List.of(InetAddress.getByAddress(hostname, new byte[] {127, 0, 0, 1}));
    }
  }

  /** A port whose queue is full, so that the system leaves further connections unanswered. */
  private static final class FullHouse implements Closeable {
    private final ServerSocket server;
    private final List<Socket> queue;

    FullHouse() {
      try {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        queue = List.of(new Socket(), new Socket());
        for (Socket waiting : queue) {
          waiting.connect(address());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    SocketAddress address() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      for (Socket waiting : queue) {
        waiting.close();
      }
      server.close();
    }
  }

  /** Leads connections elsewhere when it is time for the fault. */
  private static final class Detour extends SocketFactory {
    private final FaultScenario stage;
    private final SocketAddress elsewhere;

    Detour(FaultScenario stage, SocketAddress elsewhere) {
      this.stage = stage;
      this.elsewhere = elsewhere;
    }

    @Override
    public Socket createSocket() {
      return new Socket() {
        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
          super.connect(stage.isAtFault() ? elsewhere : endpoint, timeout);
        }
      };
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }
  }
}
