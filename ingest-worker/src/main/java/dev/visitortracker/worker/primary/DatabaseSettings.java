package dev.visitortracker.worker.primary;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the PostgreSQL primary is and how long we wait for it, {@code visitor-tracker.database}.
 *
 * @param hosts the servers of which one is the primary, each as {@code host:port}, an IPv6 address
 *     in brackets; every new connection goes to the one that takes writes
 * @param name the database
 * @param username the owner of the schema
 * @param password empty where the server asks for none
 * @param passwordFile holds the password instead; read again for every new connection
 * @param tls how the connections are encrypted
 * @param connectTimeout for one new connection
 * @param transactionTimeout for one whole transaction, from begin to commit
 */
public record DatabaseSettings(
    @NotEmpty @DefaultValue("127.0.0.1:5432") List<String> hosts,
    @NotBlank @DefaultValue("visitor_tracker") String name,
    @NotBlank @DefaultValue("visitor_tracker") String username,
    @DefaultValue("") String password,
    @Nullable Path passwordFile,
    @Valid @DefaultValue DatabaseTls tls,
    @DurationMin(millis = 1) @DurationMax(minutes = 1) @DefaultValue("2s") Duration connectTimeout,
    @DurationMin(millis = 100) @DurationMax(hours = 24) @DefaultValue("30s")
        Duration transactionTimeout) {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([A-Za-z0-9._-]++|\\[[0-9A-Fa-f:.]++]):([0-9]{1,5})");

  public DatabaseSettings {
    hosts = List.copyOf(hosts);
    hosts.forEach(DatabaseSettings::check);
    if (!password.isEmpty() && passwordFile != null) {
      throw new IllegalArgumentException(
          "database.password and database.password-file must not both be given");
    }
  }

  private static void check(String host) {
    Matcher parts = HOST_AND_PORT.matcher(host);
    int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "database.hosts: '%s' must be host:port with a port from 1 to 65535".formatted(host));
    }
  }

  /** For commands that count whole tables. */
  public DatabaseSettings withTransactionTimeout(Duration timeout) {
    return new DatabaseSettings(
        hosts, name, username, password, passwordFile, tls, connectTimeout, timeout);
  }

  /** The primary among the hosts, for the migration, the only user of JDBC. */
  public String jdbcUrl() {
    return "jdbc:postgresql://%s/%s".formatted(String.join(",", hosts), name);
  }

  /** User, password, encryption and the wish for the primary, in the words of JDBC's driver. */
  public Properties jdbcProperties() {
    var properties = new Properties();
    properties.setProperty("targetServerType", "primary");
    properties.setProperty("user", username);
    properties.setProperty("password", passwordNow());
    tls.addTo(properties);
    return properties;
  }

  /** What the file holds now; blocks. */
  String passwordNow() {
    if (passwordFile == null) {
      return password;
    }
    try {
      return Files.readString(passwordFile).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("database.password-file cannot be read", e);
    }
  }
}
