package dev.visitortracker.worker.primary;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of a result, read by column number from 0. A column that is null is a bug in the query. */
public final class SqlRow {
  private final Readable row;

  SqlRow(Readable row) {
    this.row = row;
  }

  public String text(int column) {
    return value(column, String.class);
  }

  /** The text, or null. */
  public @Nullable String nullableText(int column) {
    return row.get(column, String.class);
  }

  public boolean isTrue(int column) {
    return value(column, Boolean.class);
  }

  /** A {@code smallint}. */
  public short shortNumber(int column) {
    return value(column, Short.class);
  }

  /** An {@code integer}. */
  public int integer(int column) {
    return value(column, Integer.class);
  }

  /** A {@code bigint}. */
  public long number(int column) {
    return value(column, Long.class);
  }

  public UUID id(int column) {
    return value(column, UUID.class);
  }

  public byte[] bytes(int column) {
    return value(column, byte[].class);
  }

  /** A {@code timestamptz}. */
  public Instant time(int column) {
    return value(column, OffsetDateTime.class).toInstant();
  }

  public LocalDate day(int column) {
    return value(column, LocalDate.class);
  }

  private <T> T value(int column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type), "the query selects no null");
  }
}
