package dev.visitortracker.worker.command;

/** The exit codes of the process. */
final class ExitCode {
  static final int DONE = 0;

  /** The command did its work, and the answer is bad news. */
  static final int BAD_NEWS = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** The command could not do its work; a sentence on stderr tells why. */
  static final int FAILED = 3;

  private ExitCode() {}
}
