package dev.visitortracker.local.machine;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The signals that the stack sends to its own processes, by process id. */
public enum Signal {
  /** PostgreSQL's fast shutdown; its answer to {@link #TERM} waits for clients to leave. */
  INT,
  TERM,
  KILL,
  STOP,
  CONT;

  public void send(long pid) {
    send(List.of(pid));
  }

  /** A process that is gone already is no error. */
  public void send(List<Long> pids) {
    // The shell's own kill, because minimal systems lack the program, and Java sends only TERM and
    // KILL.
    var command =
        Stream.concat(
                Stream.of("sh", "-c", "kill -" + name() + " \"$@\"", "sh"),
                pids.stream().map(String::valueOf))
            .toList();
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new StackException("cannot run sh to send SIG" + name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
