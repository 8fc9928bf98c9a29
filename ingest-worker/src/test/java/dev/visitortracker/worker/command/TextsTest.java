package dev.visitortracker.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.worker.range.ReadProgress;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TextsTest {

  @Test
  void sentence_isOneLine_whenTheMessageHasSeveral() {
    assertThat(Texts.sentence(new IllegalStateException("one\n  two\r\nthree")))
        .isEqualTo("one two three");
  }

  @Test
  void sentence_isTheErrorsName_whenItHasNoMessage() {
    assertThat(Texts.sentence(new IllegalStateException())).isEqualTo("IllegalStateException");
  }

  @Test
  void duration_isRead_inTheUnitsOfTheSettings() {
    assertThat(Texts.duration("365d")).isEqualTo(Duration.ofDays(365));
    assertThat(Texts.duration("500ms")).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void progress_tellsRateAndTimeLeft_whenRecordsWereRead() {
    ReadProgress progress = new ReadProgress();
    progress.expect(300_000);
    progress.advance(100_000);

    assertThat(text(progress)).isEqualTo("100,000 of 300,000 records, 10,000/s, 20s left");
  }

  @Test
  void progress_tellsWhatItWaitsFor_whenItWaits() {
    ReadProgress progress = new ReadProgress();
    progress.expect(300_000);
    progress.waitingFor("replicas, 1500 ms behind");

    assertThat(text(progress))
        .isEqualTo("0 of 300,000 records, 0/s; waiting for replicas, 1500 ms behind");
  }

  private static String text(ReadProgress progress) {
    return new ProgressLine(progress, new PrintWriter(Writer.nullWriter()))
        .text(Duration.ofSeconds(10));
  }
}
