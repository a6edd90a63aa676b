package io.github.ckpt4j.transfer;

import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The text of JSON, in which no string or number is so long that reading it would need a lot of
 * memory. Bytes that are not UTF-8 are rejected.
 */
final class BoundedText extends FilterReader {
  /** Longer than any template or training log in a model's files. */
  private static final int LONGEST_TOKEN = 8 * 1024 * 1024;

  private boolean inString;
  private boolean escaped;
  private int length;

  BoundedText(InputStream in) {
    super(new InputStreamReader(
        in,
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)));
  }

  static Reader of(InputStream in) {
    return new BoundedText(in);
  }

  @Override
  public int read() throws IOException {
    char[] one = new char[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(char[] buffer, int start, int count) throws IOException {
    int read = super.read(buffer, start, count);
    for (int i = start; i < start + read; i++) {
      count(buffer[i]);
    }
    return read;
  }

  private void count(char c) throws IOException {
    if (inString) {
      length++;
      inString = escaped || c != '"';
      escaped = !escaped && c == '\\';
    } else if (c == '"') {
      inString = true;
      length = 0;
    } else {
      length = c == ',' || c == ':' || c == '[' || c == '{' ? 0 : length + 1;
    }
    if (length > LONGEST_TOKEN) {
      throw new DamagedException("a string or number of the JSON is longer than 8 MiB");
    }
  }
}
