package dev.visitortracker.worker.write;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why the writer waits, if it does. Logs the beginning, a change and the end, not each attempt. */
public final class Outage {
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private final AtomicReference<@Nullable String> cause = new AtomicReference<>();

  /** What the writer waits for, or null while it writes. */
  public @Nullable String cause() {
    return cause.get();
  }

  void database(Throwable error) {
    String what =
        switch (SqlState.verdict(error)) {
          case RETRY, ISOLATE -> "PostgreSQL does not take batches: ";
          case PAUSE -> "PostgreSQL needs help: ";
        };
    changed(what + error);
  }

  void kafka(Throwable error) {
    changed("Kafka does not take dead letters: " + error);
  }

  void freed(long frozen) {
    log.warn("ended {} transactions of frozen workers that held our locks", frozen);
  }

  void over() {
    if (cause.getAndSet(null) != null) {
      log.info("writing again");
    }
  }

  private void changed(String now) {
    if (!now.equals(cause.getAndSet(now))) {
      log.warn("waiting: {}", now);
    }
  }
}
