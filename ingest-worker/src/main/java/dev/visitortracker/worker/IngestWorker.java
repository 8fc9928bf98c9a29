package dev.visitortracker.worker;

import dev.visitortracker.worker.command.IngestCommands;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The ingest worker. Without a command it consumes until it is stopped; with one, such as {@code
 * migrate} or {@code audit}, it does that and ends.
 */
@SpringBootApplication
class IngestWorker {

  public static void main(String[] arguments) {
    if (IngestCommands.asksForOne(arguments)) {
      System.exit(
          IngestCommands.execute(
              new PrintWriter(System.out, true, StandardCharsets.UTF_8),
              new PrintWriter(System.err, true, StandardCharsets.UTF_8),
              arguments));
    }
    SpringApplication.run(IngestWorker.class, arguments);
  }
}
