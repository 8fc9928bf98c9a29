package dev.visitortracker.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.worker.consume.SourceBatch;
import dev.visitortracker.worker.consume.SourceRecord;
import dev.visitortracker.worker.deadletter.DeadLetter;
import dev.visitortracker.worker.deadletter.Reason;
import dev.visitortracker.worker.progress.OffsetRange;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchDecoderTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final BatchDecoder decoder =
      new BatchDecoder(
          new DecodeSettings(Duration.ofDays(30), Duration.ofHours(1)), InstantSource.fixed(NOW));

  @Test
  void everyRecord_becomesAVisitOrADeadLetter_inItsOrder() {
    Visit first = visit(NOW);
    Visit second = visit(NOW.minusSeconds(1));

    DecodedBatch batch =
        decode(json(first), bytes("no json"), null, bytes(""), json(second), bytes("{}"));

    assertThat(batch.visits()).extracting(DecodedVisit::visit).containsExactly(first, second);
    assertThat(batch.visits())
        .extracting(decoded -> decoded.source().offset())
        .containsExactly(0L, 4L);
    assertThat(batch.deadLetters())
        .extracting(DeadLetter::reason)
        .containsExactly(Reason.UNREADABLE, Reason.EMPTY, Reason.EMPTY, Reason.INVALID_VISIT);
    assertThat(batch.deadLetters())
        .extracting(letter -> letter.record().offset())
        .containsExactly(1L, 2L, 3L, 5L);
  }

  @Test
  void fieldThatIsNotKnown_isIgnored_becauseANewerApiMayWriteIt() {
    String json = new String(json(visit(NOW)), StandardCharsets.UTF_8);

    DecodedBatch batch = decode(bytes(json.replaceFirst("\\{", "{\"mood\":\"good\",")));

    assertThat(batch.visits()).hasSize(1);
    assertThat(batch.deadLetters()).isEmpty();
  }

  @Test
  void deadLetter_saysFieldAndAllowedRange_whenAVisitIsOutsideOfTheWindow() {
    DecodedBatch batch =
        decode(json(visit(NOW.minus(Duration.ofDays(31)))), json(visit(NOW.plusSeconds(3_601))));

    assertThat(batch.visits()).isEmpty();
    assertThat(batch.deadLetters())
        .hasSize(2)
        .allSatisfy(
            letter -> {
              assertThat(letter.reason()).isEqualTo(Reason.INVALID_VISIT);
              assertThat(letter.detail()).startsWith("timestamp ").contains("; allowed: ");
              assertThat(letter.sqlState()).isNull();
            });
  }

  private DecodedBatch decode(byte[] @Nullable ... values) {
    List<SourceRecord> records = new ArrayList<>();
    for (byte @Nullable [] value : values) {
      records.add(new SourceRecord("visits", 3, records.size(), 0, value, null, 0));
    }
    OffsetRange range = new OffsetRange(3, 0, values.length);
    return decoder.decode(new SourceBatch(0, "visits", records, List.of(range), () -> {}));
  }

  private static Visit visit(Instant time) {
    return new Visit(
        VisitIds.random(time.toEpochMilli()),
        "shop",
        InetAddress.ofLiteral("192.0.2.7"),
        "/home",
        "GET",
        200,
        "curl/8",
        null,
        12);
  }

  private static byte[] json(Visit visit) {
    return VisitJson.write(visit);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
