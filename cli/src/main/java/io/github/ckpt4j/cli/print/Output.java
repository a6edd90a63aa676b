package io.github.ckpt4j.cli.print;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the two streams that a command writes to, always in UTF-8.
 *
 * <p>Text passes through a filter here, so that only visible characters, line feeds, tabs and colors
 * reach a terminal, even where a caller forgot to clean a server's text. On a terminal that is
 * not known to show Unicode, text is written in ASCII.
 *
 * <p>Unlike {@code System.out} it does not swallow errors: once the reader has gone, writing throws
 * {@link ClosedException}, so that long output ends when nobody reads the rest.
 */
public final class Output extends Writer {
  private static final Pattern COLOR = Pattern.compile("\u001b\\[[0-9;]{0,16}m");
  private static final String FANCY = "★…▁▂▃▄▅▆▇█·│┤└─┴⣀⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
  private static final String ASCII = "*~_,.-~=+#.||+-+.|/-\\|/-\\|/";
  private static final char FIRST_BRAILLE = '\u2800';
  private static final char LAST_BRAILLE = '\u28ff';

  private final Writer writer;
  private final boolean ascii;

  public Output(OutputStream stream) {
    this(stream, false);
  }

  /** Writes text in ASCII if {@code ascii} is set; output for programs stays in UTF-8. */
  public Output(OutputStream stream, boolean ascii) {
    writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    this.ascii = ascii;
  }

  /** The reader closed the output, which is not a failure. */
  public static final class ClosedException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    private ClosedException(IOException cause) {
      super(cause);
    }
  }

  /** Writes a line of text, and sends it at once. */
  public void line(String text) {
    write(text);
    exact("\n");
    flush();
  }

  /** Writes text for programs, which must not contain unsafe characters. */
  void exact(String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Moves the cursor or clears part of the screen. */
  public void control(String sequence) {
    exact(sequence);
  }

  @Override
  public void write(char[] text, int start, int length) {
    write(new String(text, start, length));
  }

  @Override
  public void write(String text) {
    exact(isPlain(text) ? text : filtered(text));
  }

  @Override
  public void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Sends what is left; the stream itself belongs to the process and stays open. */
  @Override
  public void close() {
    flush();
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\n');
  }

  private String filtered(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    Matcher color = COLOR.matcher(text);
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (point == '\u001b' && color.region(i, text.length()).lookingAt()) {
        safe.append(color.group());
        i = color.end();
        continue;
      }
      i += Character.charCount(point);
      boolean isAllowed = point == '\n' || point == '\t' || !SafeText.isUnsafe(point);
      safe.appendCodePoint(isAllowed ? shown(point) : ' ');
    }
    return safe.toString();
  }

  private int shown(int point) {
    if (!ascii || point < 0x7f) {
      return point;
    }
    int known = FANCY.indexOf(point);
    if (known >= 0) {
      return ASCII.charAt(known);
    }
    return point >= FIRST_BRAILLE && point <= LAST_BRAILLE ? '.' : '?';
  }

  /** Only the operating system's message distinguishes a closed pipe from a full disk. */
  private static UncheckedIOException failure(IOException e) {
    String reason = String.valueOf(e.getMessage());
    return reason.contains("Broken pipe") || reason.contains("pipe is being closed")
        ? new ClosedException(e)
        : new UncheckedIOException("cannot write the output: " + reason, e);
  }
}
