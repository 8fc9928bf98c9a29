package dev.visitortracker.worker.primary;

import java.lang.reflect.Array;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Turns rows into one array for each column, as {@code unnest} takes them. */
public final class Columns {
  private Columns() {}

  /** Reads the value of one column from a row. */
  public interface Getter<R, T> {
    @Nullable T of(R row);
  }

  /** An array of the type with one column of the rows, in their order; to be bound as it is. */
  public static <R, T> Object of(Collection<R> rows, Class<T> type, Getter<R, T> getter) {
    @Nullable Object[] column = (@Nullable Object[]) Array.newInstance(type, rows.size());
    int i = 0;
    for (R row : rows) {
      column[i++] = getter.of(row);
    }
    return column;
  }
}
