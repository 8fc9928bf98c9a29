package dev.visitortracker.worker;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.worker.consume.SourceBatch;
import dev.visitortracker.worker.consume.SourceRecord;
import dev.visitortracker.worker.decode.DecodedBatch;
import dev.visitortracker.worker.decode.DecodedVisit;
import dev.visitortracker.worker.primary.DatabaseSettings;
import dev.visitortracker.worker.primary.DatabaseTls;
import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.schema.Migration;
import dev.visitortracker.worker.write.PreparedBatch;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The real stack, migrated once, and visits to put into it. */
public final class Fixture {
  private static final DatabaseTls PLAIN =
      new DatabaseTls(DatabaseTls.Mode.DISABLE, null, null, null);

  private static final LocalStack STACK = migrated();
  private static final InetAddress VISITOR = InetAddress.ofLiteral("192.0.2.7");

  private Fixture() {}

  public static LocalStack stack() {
    return STACK;
  }

  public static DatabaseSettings database() {
    return new DatabaseSettings(
        hosts(STACK),
        STACK.databaseName(),
        STACK.databaseOwner(),
        "",
        null,
        PLAIN,
        Duration.ofSeconds(2),
        Duration.ofSeconds(10));
  }

  private static List<String> hosts(LocalStack stack) {
    return List.of(stack.primary().host() + ":" + stack.primary().port());
  }

  /** A name that no other test uses, for a topic or a site. */
  public static String unique(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  public static Visit visit(String site, Instant time) {
    return visit(site, VisitIds.random(time.toEpochMilli()), "/home", 200);
  }

  public static Visit visit(String site, Ulid id, String endpoint, int responseCode) {
    return new Visit(id, site, VISITOR, endpoint, "GET", responseCode, "curl/8", null, 12);
  }

  public static List<Visit> visits(String site, int count, Instant time) {
    List<Visit> visits = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      visits.add(visit(site, time.plusMillis(i)));
    }
    return visits;
  }

  /** The visits as a batch of one partition that starts at the given offset. */
  public static PreparedBatch batch(String topic, int partition, long from, List<Visit> visits) {
    List<SourceRecord> records = new ArrayList<>();
    List<DecodedVisit> decoded = new ArrayList<>();
    for (Visit visit : visits) {
      SourceRecord record =
          new SourceRecord(
              topic, partition, from + records.size(), 0, VisitJson.write(visit), null, 0);
      records.add(record);
      decoded.add(new DecodedVisit(visit, record));
    }
    OffsetRange range = new OffsetRange(partition, from, from + visits.size());
    return PreparedBatch.of(
        new DecodedBatch(
            new SourceBatch(0, topic, records, List.of(range), () -> {}), decoded, List.of()));
  }

  /** The one number that the query answers on the primary. */
  public static long number(String sql, Object... parameters) {
    try (Connection connection = STACK.connection("primary");
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Runs statements on the primary. */
  public static void execute(String sql) {
    try (Connection connection = STACK.connection("primary")) {
      connection.createStatement().execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static LocalStack migrated() {
    LocalStack stack = LocalStack.shared();
    try {
      new Migration(
              new DatabaseSettings(
                  hosts(stack),
                  stack.databaseName(),
                  stack.databaseOwner(),
                  "",
                  null,
                  PLAIN,
                  Duration.ofSeconds(2),
                  Duration.ofSeconds(10)))
          .run();
      return stack;
    } catch (Exception e) {
      throw new IllegalStateException("the schema cannot be made", e);
    }
  }
}
