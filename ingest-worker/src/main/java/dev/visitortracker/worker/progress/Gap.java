package dev.visitortracker.worker.progress;

import org.jspecify.annotations.Nullable;

/**
 * Why reading a partition cannot go on at its watermark. Where records are lost, the partition
 * stands still until an operator accepts that, because no record may be skipped in silence.
 */
public sealed interface Gap {

  int partition();

  /** The offset to read next, as the watermark has it. */
  long nextOffset();

  /** Where a consumer can stand: the first offset that Kafka still has, as far as it is known. */
  long readableFrom();

  /**
   * The tag of the metric {@code ingest.standing_still}: {@code dropped}, {@code rewound} or {@code
   * leaderless}.
   */
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
   * No broker answers for the partition, so Kafka cannot say which offsets it has. This ends by
   * itself when the partition has a leader again.
   *
   * @param nextOffset as the watermark has it; 0 where there is none yet
   */
  record Leaderless(int partition, long nextOffset) implements Gap {
    @Override
    public long readableFrom() {
      return nextOffset;
    }

    @Override
    public String cause() {
      return "leaderless";
    }

    @Override
    public String sentence() {
      return "partition %d: no broker answers for it; the worker stands at offset %d"
          .formatted(partition, nextOffset);
    }

    @Override
    public String remedy() {
      return sentence() + "; it goes on by itself when the partition has a leader again";
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
