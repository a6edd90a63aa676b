package io.github.ckpt4j.robustness;

import static io.github.ckpt4j.robustness.WireFault.temporary;

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

/** Faults that occur before a connection exists. */
final class ConnectFaults {
  private ConnectFaults() {}

  static List<WireFault> faults() {
    return List.of(
        temporary("connection refused", Kind.NETWORK, scenario -> {
          scenario.handleNormally();
          scenario.http.socketFactory(
              new Detour(scenario, scenario.closeAtEnd(closedPort()).getLocalSocketAddress()));
        }),
        temporary("name not found", Kind.NETWORK, scenario -> {
          int port = scenario.handleNormally().port();
          scenario.at("http://localhost:" + port);
          scenario.http.dns(new FailingDns(scenario));
        }),
        temporary("connection neither accepted nor refused", Kind.TIMEOUT, scenario -> {
          scenario.impatient();
          scenario.handleNormally();
          scenario.http.socketFactory(
              new Detour(scenario, scenario.closeAtEnd(new FullBacklog()).address()));
        }));
  }

  /**
   * A port without a listener; while this socket is open, no other scenario's server can use it.
   */
  private static Socket closedPort() {
    try {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record FailingDns(FaultScenario scenario) implements Dns {
    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
      if (scenario.shouldFail()) {
        throw new UnknownHostException(hostname);
      }
      return List.of(InetAddress.getByAddress(hostname, new byte[] {127, 0, 0, 1}));
    }
  }

  /** A port whose backlog is full, so that the system ignores further connection attempts. */
  private static final class FullBacklog implements Closeable {
    private final ServerSocket server;
    private final List<Socket> queue;

    FullBacklog() {
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

  /** Connects to a different address when the fault is due. */
  private static final class Detour extends SocketFactory {
    private final FaultScenario scenario;
    private final SocketAddress elsewhere;

    Detour(FaultScenario scenario, SocketAddress elsewhere) {
      this.scenario = scenario;
      this.elsewhere = elsewhere;
    }

    @Override
    public Socket createSocket() {
      return new Socket() {
        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
          super.connect(scenario.shouldFail() ? elsewhere : endpoint, timeout);
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
