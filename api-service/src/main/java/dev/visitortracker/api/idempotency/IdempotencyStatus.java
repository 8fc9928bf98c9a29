package dev.visitortracker.api.idempotency;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What the sender of an event under a key is told of its repetitions. The names are the contract.
 */
public enum IdempotencyStatus {
  /** The key is new; a repetition of this request will be recognised. */
  FIRST,
  /** The request came before; this one stands for the same visit. */
  REPEATED,
  /** The memory is away; the event's own time and the key still make the same visit each time. */
  BY_TIME,
  /** The memory is away and the event has no time: a repetition will be another visit. */
  UNPROTECTED;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
