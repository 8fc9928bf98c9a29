package dev.visitortracker.worker.progress;

import org.jspecify.annotations.Nullable;

/**
 * Why a partition cannot be read on from its watermark. It stands still until an operator accepts
 * what is lost, because no record may be skipped in silence.
 */
public sealed interface Gap {

  int partition();

  /** Where the watermark stands. */
  long watermark();

  /** The first offset that Kafka still has. */
  long readableFrom();

  /** From a closed set; the tag of a metric. */
  String cause();

  /** For people: which partition, and what is gone. */
  String sentence();

  /** The same, and what ends it. */
  default String remedy() {
    return "%s; it stands still until an operator accepts that: lost-records accept --partition %d"
        .formatted(sentence(), partition());
  }

  /**
   * Kafka dropped records before they were read: its retention, or somebody's.
   *
   * @param missing exactly the offsets that are gone
   */
  record Dropped(OffsetRange missing) implements Gap {
    @Override
    public int partition() {
      return missing.partition();
    }

    @Override
    public long watermark() {
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
          .formatted(partition(), missing.to() - missing.from(), missing.from(), missing.to());
    }
  }

  /**
   * The offsets of the watermark are not those that Kafka gives now: the topic was made anew, or
   * lost its end. How many records went with it unread, Kafka does not know any more.
   *
   * @param kafka what Kafka has now
   * @param topicId of the topic that Kafka has now
   * @param isOtherTopic whether Kafka says that it is another topic of the same name
   */
  record Rewound(long watermark, OffsetRange kafka, String topicId, boolean isOtherTopic)
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
          ? "partition %d: the topic was made anew: the worker stands at offset %d of the one before, Kafka has offsets %d to %d"
              .formatted(partition(), watermark, kafka.from(), kafka.to())
          : "partition %d: the worker stands at offset %d, behind Kafka's end %d: the topic lost records or was made anew"
              .formatted(partition(), watermark, kafka.to());
    }
  }

  /**
   * Compares a watermark with what Kafka has, to be read after it: or Kafka's end may be older.
   *
   * @return null where the partition can be read on
   */
  static @Nullable Gap between(Watermark row, String topicId, OffsetRange kafka) {
    boolean isOtherTopic = row.topicId() != null && !row.topicId().equals(topicId);
    if (isOtherTopic || row.nextOffset() > kafka.to()) {
      return new Rewound(row.nextOffset(), kafka, topicId, isOtherTopic);
    }
    return row.nextOffset() < kafka.from()
        ? new Dropped(new OffsetRange(row.partition(), row.nextOffset(), kafka.from()))
        : null;
  }
}
