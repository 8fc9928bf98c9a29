package dev.visitortracker.worker.deadletter;

/** The headers of a dead letter, beside {@code traceparent}. Their values are UTF-8 text. */
final class DeadLetterHeaders {
  static final String REASON = "reason";
  static final String DETAIL = "detail";
  static final String SQL_STATE = "sqlstate";
  static final String SOURCE_TOPIC = "source-topic";
  static final String SOURCE_PARTITION = "source-partition";
  static final String SOURCE_OFFSET = "source-offset";

  private DeadLetterHeaders() {}
}
