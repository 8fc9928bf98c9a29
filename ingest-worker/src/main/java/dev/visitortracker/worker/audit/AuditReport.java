package dev.visitortracker.worker.audit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of the places through which visits go.
 *
 * @param inFlight records that are in Kafka only; no fault
 * @param accepted what the clients or the API say, if somebody said
 * @param apis what the instances of the API say that were asked
 * @param rows visits in the table
 * @param removed visits that retention removed
 * @param storedInAll what all ledgers say they stored, replays among them
 * @param rollup sum of visits for each grain
 * @param letters how many dead letters Kafka was ever given
 * @param findings what is missing or does not add up, as sentences; empty where all is well
 */
public record AuditReport(
    String topic,
    List<PartitionAudit> partitions,
    long inFlight,
    @Nullable Long accepted,
    List<ApiLedger> apis,
    long rows,
    long removed,
    long storedInAll,
    Map<String, Long> rollup,
    long letters,
    List<String> findings) {

  public boolean addsUp() {
    return findings.isEmpty();
  }
}
