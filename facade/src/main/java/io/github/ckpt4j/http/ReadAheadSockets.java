package io.github.ckpt4j.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates sockets that read ahead while much data arrives. OkHttp reads 8 KiB at a time, and the
 * system call for each costs more than the data in it.
 */
final class ReadAheadSockets extends SocketFactory {
  @Override
  public Socket createSocket() {
    return new ReadAheadSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return SocketFactory.getDefault().createSocket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return SocketFactory.getDefault().createSocket(host, port, local, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return SocketFactory.getDefault().createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return SocketFactory.getDefault().createSocket(host, port, local, localPort);
  }

  private static final class ReadAheadSocket extends Socket {
    private @Nullable InputStream ahead;

    @Override
    public synchronized InputStream getInputStream() throws IOException {
      if (ahead == null) {
        ahead = new ReadAhead(super.getInputStream());
      }
      return ahead;
    }
  }

  /** Used by one thread at a time, as a socket's stream is by OkHttp. */
  static final class ReadAhead extends FilterInputStream {
    /** The most that the JDK reads from a socket at once. */
    private static final int SIZE = 128 * 1024;

    /** How many reads in a row must fill their array before a buffer is worth its memory. */
    private static final int FULL_READS = 8;

    private byte[] buffer = new byte[0];
    private int next;
    private int end;
    private int fullReads;

    ReadAhead(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (next == end) {
        if (fullReads < FULL_READS) {
          int count = in.read(into, offset, length);
          fullReads = count == length && length > 1 ? fullReads + 1 : 0;
          return count;
        }
        if (!fill()) {
          return -1;
        }
      }
      int count = Math.min(length, end - next);
      System.arraycopy(buffer, next, into, offset, count);
      next += count;
      return count;
    }

    private boolean fill() throws IOException {
      buffer = buffer.length == 0 ? new byte[SIZE] : buffer;
      next = 0;
      end = Math.max(0, in.read(buffer, 0, SIZE));
      return end > 0;
    }

    @Override
    public long skip(long count) throws IOException {
      if (next == end) {
        return super.skip(count);
      }
      int skipped = (int) Math.min(count, end - next);
      next += skipped;
      return skipped;
    }

    @Override
    public int available() throws IOException {
      return end - next + super.available();
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
