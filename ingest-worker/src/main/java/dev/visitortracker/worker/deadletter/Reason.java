package dev.visitortracker.worker.deadletter;

/**
 * Why a record could not be stored. The names appear unchanged in the record's header, in the
 * metric's tag and in the log.
 */
public enum Reason {
  /** The record has no value. */
  EMPTY,
  /** The value is not JSON in UTF-8, or a field has the wrong type. */
  UNREADABLE,
  /** A field of the visit breaks a rule. */
  INVALID_VISIT,
  /** PostgreSQL refuses the row, whatever we do; the SQLSTATE tells why. */
  REFUSED_BY_DATABASE
}
