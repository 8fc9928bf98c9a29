package dev.visitortracker.local;

import dev.visitortracker.local.machine.Await;
import dev.visitortracker.local.machine.Child;
import dev.visitortracker.local.machine.DataDirectory;
import dev.visitortracker.local.machine.Host;
import dev.visitortracker.local.machine.ProcessTree;
import dev.visitortracker.local.machine.Program;
import dev.visitortracker.local.machine.StackException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process of the stack, by its name, and the hands to break it: {@code primary}, {@code
 * replica-1}, {@code kafka}, {@code redis}, {@code worker-1}, {@code api-1}.
 *
 * <p>What is asked for twice is done once. Whatever cannot be done is a {@link StackException}.
 */
public final class Part {
  private final Program program;
  private final DataDirectory data;
  private final Consumer<String> report;

  /**
   * Held while a process is launched or ended, not while it is waited for: what starts can still be
   * killed.
   */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile PartState state = PartState.STOPPED;
  private volatile boolean retired;
  private volatile @Nullable Child child;
  private volatile @Nullable Integer exitCode;

  Part(Program program, DataDirectory data, Consumer<String> report) {
    this.program = program;
    this.data = data;
    this.report = report;
  }

  public String name() {
    return program.name();
  }

  public String host() {
    return Host.LOOPBACK;
  }

  public int port() {
    return program.port();
  }

  public PartState state() {
    return state;
  }

  /** The process, where there is one. */
  public OptionalLong pid() {
    Child current = child;
    return current == null || !current.isAlive()
        ? OptionalLong.empty()
        : OptionalLong.of(current.pid());
  }

  /** With which code it ended, where it ended by itself. */
  public OptionalInt exitCode() {
    Integer code = exitCode;
    return state != PartState.EXITED || code == null ? OptionalInt.empty() : OptionalInt.of(code);
  }

  /** Memory of its processes in bytes; 0 where there are none. */
  public long memoryInBytes() {
    OptionalLong pid = pid();
    return pid.isPresent() ? new ProcessTree(pid.getAsLong()).memoryInBytes() : 0;
  }

  /** Stops it, and nobody starts it any more. */
  void retire() {
    retired = true;
    stop();
  }

  Program program() {
    return program;
  }

  /** Starts it and returns when it is ready. */
  public void start() {
    if (state == PartState.RUNNING) {
      return;
    }
    long begin = System.nanoTime();
    try {
      launchAndWait();
    } catch (StackException e) {
      if (state != PartState.EXITED || !program.repair()) {
        throw e;
      }
      report.accept("%-10s did not start and was copied anew".formatted(name()));
      launchAndWait();
    }
    report.accept(
        "%-10s ready on %s:%d after %.1f s"
            .formatted(name(), host(), port(), (System.nanoTime() - begin) / 1e9));
  }

  /** Stops it in order; what does not end in time is killed. */
  public void stop() {
    locked(
        () -> {
          Child current = child;
          if (current != null && current.isAlive()) {
            state = PartState.STOPPED;
            if (!current.stop(program.stopLimit())) {
              report.accept(
                  "%-10s did not stop within %d s and was killed"
                      .formatted(name(), program.stopLimit().toSeconds()));
            }
          }
        });
  }

  /** SIGKILL to all of its processes. */
  public void kill() {
    locked(
        () -> {
          Child current = alive();
          state = PartState.KILLED;
          current.kill();
        });
  }

  /** SIGSTOP to all of its processes. */
  public void pause() {
    locked(
        () -> {
          Child current = alive();
          state = PartState.PAUSED;
          current.tree().pause();
        });
  }

  /** SIGCONT to all of its processes. */
  public void resume() {
    locked(
        () -> {
          Child current = alive();
          if (state == PartState.PAUSED) {
            current.tree().resume();
            state = PartState.RUNNING;
          }
        });
  }

  private void launchAndWait() {
    Child launched = launch();
    boolean ready =
        Await.until(program.startLimit(), () -> !launched.isAlive() || program.isReady());
    if (!launched.isAlive()) {
      throw failure("ended before it was ready");
    }
    if (!ready) {
      throw failure("is not ready after " + program.startLimit().toSeconds() + " s");
    }
    locked(
        () -> {
          if (state == PartState.STARTING) {
            state = PartState.RUNNING;
          }
        });
  }

  private Child launch() {
    lock.lock();
    try {
      refuseIf(state == PartState.STARTING, "it is starting already");
      refuseIf(state == PartState.PAUSED, "it is paused, resume it instead");
      refuseIf(retired, "the stack is stopping");
      program.prepare();
      Child launched = Child.launch(name(), program.command(), program.stopSignal(), data);
      child = launched;
      state = PartState.STARTING;
      var _ = launched.onExit().thenAccept(code -> exited(launched, code));
      return launched;
    } finally {
      lock.unlock();
    }
  }

  private void exited(Child ended, int code) {
    locked(
        () -> {
          if (child != ended || state == PartState.STOPPED || state == PartState.KILLED) {
            return;
          }
          // Who waits for a start is told by the start.
          boolean unnoticed = state != PartState.STARTING;
          exitCode = code;
          state = PartState.EXITED;
          if (unnoticed) {
            report.accept(failure("exited with code " + code).getMessage());
          }
        });
  }

  private Child alive() {
    Child current = child;
    if (current == null || !current.isAlive()) {
      throw new StackException(name() + " has no process: it is " + state.label());
    }
    return current;
  }

  private void refuseIf(boolean refused, String reason) {
    if (refused) {
      throw new StackException("cannot start " + name() + ": " + reason);
    }
  }

  private StackException failure(String what) {
    return new StackException(
        "%s %s; its log %s ends with:\n  %s"
            .formatted(name(), what, data.log(name()), Child.tail(data.log(name()))));
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }
}
