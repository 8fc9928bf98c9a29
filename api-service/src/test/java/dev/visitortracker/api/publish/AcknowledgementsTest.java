package dev.visitortracker.api.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.visitortracker.api.publish.Acknowledgements.Acknowledged;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
  private final Acknowledgements acknowledgements = new Acknowledgements();

  @Test
  void sums_areThoseOfEachPartition_whateverTheOrder() {
    acknowledgements.add(5, 70);
    acknowledgements.add(2, 10);
    acknowledgements.add(5, 69);

    assertThat(acknowledgements.byPartition())
        .containsExactly(entry(2, new Acknowledged(1, 11)), entry(5, new Acknowledged(2, 71)));
  }

  @Test
  void nothingIsMissed_whenThreadsCountWhilePartitionsAppear() {
    IntStream.range(0, 64_000)
        .parallel()
        .forEach(record -> acknowledgements.add(record % 64, record / 64));

    assertThat(acknowledgements.byPartition())
        .hasSize(64)
        .allSatisfy(
            (partition, sums) -> assertThat(sums).isEqualTo(new Acknowledged(1_000, 1_000)));
  }
}
