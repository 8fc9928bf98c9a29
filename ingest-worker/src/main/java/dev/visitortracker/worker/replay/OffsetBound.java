package dev.visitortracker.worker.replay;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One end of a range of offsets: one offset for all partitions, or one for each partition that is
 * replayed.
 */
public sealed interface OffsetBound {
  Pattern FORM = Pattern.compile("\\d{1,18}|\\d{1,9}=\\d{1,18}(,\\d{1,9}=\\d{1,18})*");

  /** The offset for the partition, or null where the replay leaves the partition out. */
  @Nullable Long of(int partition);

  /** The partitions that are named; none where the offset is for all of them. */
  Set<Integer> partitions();

  /** {@code 100}, or {@code 0=100,3=250}. */
  static OffsetBound parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          text + " is neither an offset nor a list such as 0=100,3=250");
    }
    if (text.indexOf('=') < 0) {
      return new Everywhere(Long.parseLong(text));
    }
    Map<Integer, Long> offsets = new TreeMap<>();
    for (String entry : text.split(",", -1)) {
      int equals = entry.indexOf('=');
      int partition = Integer.parseInt(entry.substring(0, equals));
      if (offsets.put(partition, Long.parseLong(entry.substring(equals + 1))) != null) {
        throw new IllegalArgumentException("partition " + partition + " is given twice");
      }
    }
    return new PerPartition(offsets);
  }

  /** One offset for all partitions. */
  record Everywhere(long offset) implements OffsetBound {
    @Override
    public Long of(int partition) {
      return offset;
    }

    @Override
    public Set<Integer> partitions() {
      return Set.of();
    }

    @Override
    public String toString() {
      return Long.toString(offset);
    }
  }

  /** An offset for some partitions. */
  record PerPartition(Map<Integer, Long> offsets) implements OffsetBound {
    public PerPartition {
      offsets = Map.copyOf(offsets);
    }

    @Override
    public @Nullable Long of(int partition) {
      return offsets.get(partition);
    }

    @Override
    public Set<Integer> partitions() {
      return offsets.keySet();
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      new TreeMap<>(offsets)
          .forEach(
              (partition, offset) ->
                  text.append(text.isEmpty() ? "" : ",")
                      .append(partition)
                      .append('=')
                      .append(offset));
      return text.toString();
    }
  }
}
