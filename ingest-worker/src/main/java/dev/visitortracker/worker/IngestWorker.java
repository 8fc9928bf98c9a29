package dev.visitortracker.worker;

import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The ingest worker. Without a command it consumes until it is stopped; with {@code migrate} it
 * brings schema and topics up to date and ends.
 */
@SpringBootApplication
class IngestWorker {
  private static final String MIGRATE = "migrate";

  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals(MIGRATE)) {
      SpringApplication command = new SpringApplication(MigrateCommand.class);
      command.setWebApplicationType(WebApplicationType.NONE);
      command.run(Arrays.copyOfRange(arguments, 1, arguments.length)).close();
    } else {
      SpringApplication.run(IngestWorker.class, arguments);
    }
  }
}
