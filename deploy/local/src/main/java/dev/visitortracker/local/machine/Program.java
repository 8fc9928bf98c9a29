package dev.visitortracker.local.machine;

import java.time.Duration;
import java.util.List;

/** What a part runs: how it is made ready on disk, launched, asked and ended. */
public interface Program {
  String name();

  int port();

  /** Makes on disk what the command needs; called before every launch. */
  void prepare();

  List<String> command();

  /** One question to the running part, answered within seconds. */
  boolean isReady();

  /** How long it may take until it is ready. */
  default Duration startLimit() {
    return Duration.ofSeconds(60);
  }

  /** How long it may take until it has ended in order; then it is killed. */
  default Duration stopLimit() {
    return Duration.ofSeconds(30);
  }

  default Signal stopSignal() {
    return Signal.TERM;
  }

  /** Puts right what kept it from starting; false where there is nothing to be done. */
  default boolean repair() {
    return false;
  }
}
