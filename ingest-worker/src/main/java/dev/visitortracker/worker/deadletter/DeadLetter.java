package dev.visitortracker.worker.deadletter;

import dev.visitortracker.worker.consume.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be stored.
 *
 * @param record the record as it was
 * @param reason why
 * @param detail the same for people: the field, its problem, or the database's message
 * @param sqlState what PostgreSQL said, only with {@link Reason#REFUSED_BY_DATABASE}
 */
public record DeadLetter(
    SourceRecord record, Reason reason, String detail, @Nullable String sqlState) {}
