package io.github.ckpt4j.robustness;

import io.github.ckpt4j.robustness.FaultServer.Connection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The server's end of an HTTP/2 connection, frame by frame (RFC 9113). It does not decode requests.
 */
final class Http2 {
  static final int INTERNAL_ERROR = 2;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** The entry for {@code :status: 200} in HPACK's static table. */
  private static final byte[] STATUS_200 = {(byte) 0x88};

  private static final int PREFACE_LENGTH = 24;

  private final Connection connection;

  Http2(Connection connection) throws IOException {
    this.connection = connection;
    connection.in().readNBytes(PREFACE_LENGTH);
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  /** Waits for a request and returns its stream, or 0 if the client has disconnected. */
  int nextRequest() throws IOException {
    try {
      while (true) {
        ByteBuffer head = ByteBuffer.wrap(read(9));
        int length = ((head.get() & 0xff) << 16) | (head.getShort() & 0xffff);
        int type = head.get();
        int flags = head.get();
        int stream = head.getInt();
        byte[] payload = read(length);
        if (type == HEADERS) {
          return stream;
        }
        if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
          frame(type, ACK, 0, type == PING ? payload : new byte[0]);
        }
      }
    } catch (EOFException e) {
      return 0;
    }
  }

  void respond(int stream, String body) throws IOException {
    frame(HEADERS, END_HEADERS, stream, STATUS_200);
    frame(DATA, END_STREAM, stream, WireSample.bytes(body));
  }

  void respondHalf(int stream, String body) throws IOException {
    frame(HEADERS, END_HEADERS, stream, STATUS_200);
    frame(DATA, 0, stream, WireSample.bytes(body.substring(0, body.length() / 2)));
  }

  /** Announces that streams after this one will get no response. */
  void goAway(int lastStream) throws IOException {
    frame(GOAWAY, 0, 0, ByteBuffer.allocate(8).putInt(lastStream).array());
  }

  void goAwayAndClose(int lastStream) throws IOException {
    goAway(lastStream);
    connection.close();
  }

  void resetStream(int stream, int error) throws IOException {
    frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(error).array());
  }

  /** Sends a frame that exceeds the maximum length. */
  void garbage() throws IOException {
    connection.write(ByteBuffer.allocate(9).putInt(0xffffff00).array());
    connection.stall();
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    connection.write(frame.array());
  }

  private byte[] read(int length) throws IOException {
    byte[] bytes = connection.in().readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }
}
