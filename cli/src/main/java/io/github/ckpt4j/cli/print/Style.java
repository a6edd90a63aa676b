package io.github.ckpt4j.cli.print;

/** Colors text, or leaves it unchanged. */
public enum Style {
  PLAIN {
    @Override
    String paint(String code, String text) {
      return text;
    }
  },
  COLOR {
    @Override
    String paint(String code, String text) {
      return text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
  };

  abstract String paint(String code, String text);

  public String bold(String text) {
    return paint("1", text);
  }

  public String dim(String text) {
    return paint("2", text);
  }

  public String good(String text) {
    return paint("32", text);
  }

  public String warning(String text) {
    return paint("33", text);
  }

  public String bad(String text) {
    return paint("31", text);
  }

  /** One of a few distinguishable colors. */
  public String distinct(int index, String text) {
    return paint(String.valueOf(new int[] {36, 35, 33, 34, 32, 31}[index % 6]), text);
  }
}
