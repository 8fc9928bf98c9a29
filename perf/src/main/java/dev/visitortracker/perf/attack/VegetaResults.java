package dev.visitortracker.perf.attack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Adds up the rows of {@code vegeta encode -to=csv}. Request number n is due at the start + n ÷
 * rate; the start is the earliest that the first rows allow.
 */
final class VegetaResults {
  private static final Pattern ACCEPTED = Pattern.compile("\"accepted\":(\\d+)");
  private static final int FIRST_ROWS = 1_000;
  private static final double NANOS_IN_SECOND = 1e9;
  private static final int NANOS_IN_MICRO = 1_000;
  private static final long NANOS_IN_MILLI = 1_000_000;

  private final Plan plan;
  private final double rate;
  private final long planned;
  private final List<Row> first = new ArrayList<>();
  private final Histogram latencies = Tally.histogram();
  private final Map<String, Long> unexpected = new TreeMap<>();
  private final Map<String, Long> errors = new TreeMap<>();
  private long startNanos = Long.MAX_VALUE;
  private long sent;
  private long asExpected;
  private long late;
  private long accepted;

  VegetaResults(Plan plan, double rate, long planned) {
    this.plan = plan;
    this.rate = rate;
    this.planned = planned;
  }

  void add(String line) {
    Row row = Row.parse(line);
    if (sent++ >= FIRST_ROWS) {
      settle(row);
      return;
    }
    startNanos = Math.min(startNanos, row.sentNanos() - sinceStart(row));
    first.add(row);
  }

  Tally tally() {
    first.forEach(this::settle);
    first.clear();
    long unanswered = errors.values().stream().mapToLong(Long::longValue).sum();
    return new Tally(
        planned,
        sent,
        asExpected,
        unexpected,
        errors,
        late,
        Math.max(0, planned - sent - 1),
        accepted,
        unanswered,
        latencies);
  }

  private void settle(Row row) {
    long lateNanos = Math.max(0, row.sentNanos() - startNanos - sinceStart(row));
    late += lateNanos > plan.lateAfterMillis() * NANOS_IN_MILLI ? 1 : 0;
    if (row.status() == 0) {
      errors.merge(row.error().isEmpty() ? "no answer" : reason(row.error()), 1L, Long::sum);
      return;
    }
    Tally.record(latencies, (row.latencyNanos() + lateNanos) / NANOS_IN_MICRO, 1);
    if (plan.expect().contains(row.status())) {
      asExpected++;
      accepted += accepted(row);
    } else {
      unexpected.merge(String.valueOf(row.status()), 1L, Long::sum);
    }
  }

  private long sinceStart(Row row) {
    return (long) (row.number() * NANOS_IN_SECOND / rate);
  }

  /** What differs from request to request, such as ports, would make a reason of each. */
  private static String reason(String error) {
    return error.replaceAll("\\d{4,}", "N").replaceAll("\"[^\"]*\"", "URL").replace(',', ';');
  }

  private static long accepted(Row row) {
    Matcher accepted =
        ACCEPTED.matcher(
            new String(Base64.getDecoder().decode(row.body()), StandardCharsets.UTF_8));
    return accepted.find() ? Long.parseLong(accepted.group(1)) : 0;
  }

  /** Fields as vegeta's README names them under "encode". */
  private record Row(
      long sentNanos, int status, long latencyNanos, String error, String body, long number) {
    private static final int FIELDS = 9;

    /** Only errors may be quoted; the fields behind the number are not needed. */
    static Row parse(String line) {
      List<String> fields = new ArrayList<>();
      StringBuilder field = new StringBuilder();
      boolean isQuoted = false;
      for (int i = 0; i < line.length() && fields.size() < FIELDS; i++) {
        char next = line.charAt(i);
        if (next == '"') {
          isQuoted = !isQuoted;
        } else if (next == ',' && !isQuoted) {
          fields.add(field.toString());
          field.setLength(0);
        } else {
          field.append(next);
        }
      }
      if (fields.size() < FIELDS) {
        throw new IllegalArgumentException("not a row of vegeta's results: " + line);
      }
      return new Row(
          Long.parseLong(fields.get(0)),
          Integer.parseInt(fields.get(1)),
          Long.parseLong(fields.get(2)),
          fields.get(5),
          fields.get(6),
          Long.parseLong(fields.get(8)));
    }
  }
}
