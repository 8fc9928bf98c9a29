package dev.visitortracker.worker.primary;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the PostgreSQL primary is and how long we wait for it, {@code visitor-tracker.database}.
 *
 * @param host name or address of the primary
 * @param port TCP port of the primary
 * @param name the database
 * @param username the owner of the schema
 * @param password empty where the server asks for none
 * @param connectTimeout for one new connection
 * @param transactionTimeout for one whole transaction, from begin to commit
 */
public record DatabaseSettings(
    @NotBlank @DefaultValue("127.0.0.1") String host,
    @Min(1) @Max(65535) @DefaultValue("5432") int port,
    @NotBlank @DefaultValue("visitor_tracker") String name,
    @NotBlank @DefaultValue("visitor_tracker") String username,
    @DefaultValue("") String password,
    @DurationMin(millis = 1) @DurationMax(minutes = 1) @DefaultValue("2s") Duration connectTimeout,
    @DurationMin(millis = 100) @DurationMax(hours = 24) @DefaultValue("30s")
        Duration transactionTimeout) {

  /** For commands that count whole tables. */
  public DatabaseSettings withTransactionTimeout(Duration timeout) {
    return new DatabaseSettings(host, port, name, username, password, connectTimeout, timeout);
  }

  /** For the migration, the only user of JDBC. */
  public String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s".formatted(host, port, name);
  }
}
