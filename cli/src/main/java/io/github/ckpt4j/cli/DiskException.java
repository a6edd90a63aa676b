package io.github.ckpt4j.cli;

/** This machine could not read or write a file. */
final class DiskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private DiskException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * The failure, described for people.
   *
   * @param failed what failed, such as {@code cannot write x}
   */
  static DiskException of(String failed, Exception e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String kind = e.getClass().getSimpleName().replaceFirst("Exception$", "");
    boolean says = kind.equals("IO") || kind.equals("UncheckedIO");
    return new DiskException(failed + " (" + (says ? "" : kind + ": ") + reason + ")", e);
  }
}
