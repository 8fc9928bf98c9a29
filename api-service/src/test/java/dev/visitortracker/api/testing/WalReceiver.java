package dev.visitortracker.api.testing;

import dev.visitortracker.local.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** How a replica gets what the primary writes, and the ways to keep it from that. */
public enum WalReceiver {
  /** The process is there and does nothing, as where the network swallows everything. */
  FROZEN {
    @Override
    public void stop(String replica) {
      signal(replica, "STOP");
    }

    @Override
    public void goOn(String replica) {
      signal(replica, "CONT");
    }
  },
  /** It finds no primary where it looks for it. */
  CUT_OFF {
    @Override
    public void stop(String replica) {
      run(replica, "ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=1'");
      run(replica, "SELECT pg_reload_conf()");
    }

    @Override
    public void goOn(String replica) {
      run(replica, "ALTER SYSTEM RESET primary_conninfo");
      run(replica, "SELECT pg_reload_conf()");
    }
  },
  /** Everything arrives, and nothing of it is replayed. */
  NOT_REPLAYED {
    @Override
    public void stop(String replica) {
      run(replica, "SELECT pg_wal_replay_pause()");
    }

    @Override
    public void goOn(String replica) {
      run(replica, "SELECT pg_wal_replay_resume()");
    }
  };

  public abstract void stop(String replica);

  public abstract void goOn(String replica);

  private static void run(String replica, String sql) {
    try (Connection connection = RunningApi.STACK.connection(replica, "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void signal(String replica, String signal) {
    Part part = RunningApi.STACK.part(replica);
    long pid =
        ProcessHandle.of(part.pid().orElseThrow())
            .orElseThrow()
            .children()
            .mapToLong(ProcessHandle::pid)
            .filter(WalReceiver::isReceiver)
            .findFirst()
            .orElseThrow();
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
      if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IllegalStateException("kill -" + signal + " " + pid);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isReceiver(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline")).contains("walreceiver");
    } catch (IOException gone) {
      return false;
    }
  }
}
