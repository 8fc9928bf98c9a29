package dev.visitortracker.worker.progress;

import org.jspecify.annotations.Nullable;

/**
 * Why reading a partition cannot go on at its watermark. The partition stands still until an
 * operator accepts what is lost, because no record may be skipped in silence.
 */
public sealed interface Gap {

  int partition();

  /** The offset to read next, as the watermark has it. */
  long nextOffset();

  /** The first offset that Kafka still has. */
  long readableFrom();

  /** The tag of the metric {@code ingest.standing_still}: {@code dropped} or {@code rewound}. */
  String cause();

  /** A sentence for people: which partition, and what is gone. */
  String sentence();

  /** The sentence, and the command that ends the standstill. */
  default String remedy() {
    return "%s; it stands still until an operator accepts that: lost-records accept --partition %d"
        .formatted(sentence(), partition());
  }

  /**
   * Kafka dropped records before they were read, by its retention or by somebody's command.
   *
   * @param missing exactly the offsets that are gone
   */
  record Dropped(OffsetRange missing) implements Gap {
    @Override
    public int partition() {
      return missing.partition();
    }

    @Override
    public long nextOffset() {
      return missing.from();
    }

    @Override
    public long readableFrom() {
      return missing.to();
    }

    @Override
    public String cause() {
      return "dropped";
    }

    @Override
    public String sentence() {
      return "partition %d: Kafka dropped %d records before the worker read them (offsets %d to %d)"
          .formatted(partition(), missing.width(), missing.from(), missing.to());
    }
  }

  /**
   * The watermark's offsets are not Kafka's: the topic was created again, or lost its end. Kafka
   * cannot say how many records went unread with it.
   *
   * @param nextOffset the offset to read next, as the watermark has it
   * @param kafka what Kafka has now
   * @param topicId of the topic that Kafka has now
   * @param isOtherTopic whether Kafka says that it is another topic of the same name
   */
  record Rewound(long nextOffset, OffsetRange kafka, String topicId, boolean isOtherTopic)
      implements Gap {
    @Override
    public int partition() {
      return kafka.partition();
    }

    @Override
    public long readableFrom() {
      return kafka.from();
    }

    @Override
    public String cause() {
      return "rewound";
    }

    @Override
    public String sentence() {
      return isOtherTopic
          ? "partition %d: the topic was recreated: the worker stands at offset %d of the one before, Kafka has offsets %d to %d"
              .formatted(partition(), nextOffset, kafka.from(), kafka.to())
          : "partition %d: the worker stands at offset %d, behind Kafka's end %d: the topic lost records or was recreated"
              .formatted(partition(), nextOffset, kafka.to());
    }
  }

  /**
   * Compares a watermark with Kafka's offsets, which must be read after it: an older end may be
   * below the watermark.
   *
   * @return null where the partition can be read on
   */
  static @Nullable Gap between(Watermark watermark, String topicId, OffsetRange kafka) {
    boolean isOtherTopic = watermark.topicId() != null && !watermark.topicId().equals(topicId);
    if (isOtherTopic || watermark.nextOffset() > kafka.to()) {
      return new Rewound(watermark.nextOffset(), kafka, topicId, isOtherTopic);
    }
    return watermark.nextOffset() < kafka.from()
        ? new Dropped(new OffsetRange(watermark.partition(), watermark.nextOffset(), kafka.from()))
        : null;
  }
}
