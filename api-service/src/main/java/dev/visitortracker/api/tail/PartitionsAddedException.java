package dev.visitortracker.api.tail;

/** The topic has got more partitions than are read; whoever starts anew reads them all. */
final class PartitionsAddedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PartitionsAddedException() {
    super("the topic has more partitions than when this reader started", null, false, false);
  }
}
