package dev.visitortracker.api.coding;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which codings of an answer a caller takes (RFC 9110, section 12.5.3). Of codings with the same
 * quality zstd goes first, then gzip; {@code *} stands for gzip. A member that is not well formed
 * is passed over: an answer that is not coded is right for nearly every caller.
 *
 * @param best what the caller likes best of what there is
 * @param isPlainTaken whether the caller also takes an answer that is not coded
 */
record AcceptedCodings(ContentCoding best, boolean isPlainTaken) {
  static final AcceptedCodings ONLY_PLAIN = new AcceptedCodings(ContentCoding.IDENTITY, true);

  private static final String ANY = "*";

  /** {@code qvalue} of section 12.4.2. */
  private static final Pattern QUALITY = Pattern.compile("0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?");

  private static final double NOT_WELL_FORMED = -1;

  /** From the values of {@code Accept-Encoding}; none: nothing is known of the caller. */
  static AcceptedCodings of(List<String> values) {
    if (values.isEmpty()) {
      return ONLY_PLAIN;
    }
    Map<ContentCoding, Double> qualities = new EnumMap<>(ContentCoding.class);
    double rest = NOT_WELL_FORMED;
    for (String member : String.join(",", values).split(",", -1)) {
      String[] parts = member.split(";", -1);
      String name = parts[0].strip().toLowerCase(Locale.ROOT);
      double quality = quality(parts);
      ContentCoding coding = named(name);
      if (name.equals(ANY)) {
        rest = Math.max(rest, quality);
      } else if (coding != null && quality >= 0) {
        qualities.merge(coding, quality, Math::max);
      }
    }
    return best(qualities, rest);
  }

  private static AcceptedCodings best(Map<ContentCoding, Double> qualities, double rest) {
    // Who takes any coding may have written that before there was zstd.
    double zstd = qualities.getOrDefault(ContentCoding.ZSTD, NOT_WELL_FORMED);
    double gzip = qualities.getOrDefault(ContentCoding.GZIP, rest);
    double plain = qualities.getOrDefault(ContentCoding.IDENTITY, rest);
    // What is plain is taken unless it is excluded, but liked less than all that is named.
    boolean isPlainTaken = plain != 0;
    ContentCoding best = zstd >= gzip ? ContentCoding.ZSTD : ContentCoding.GZIP;
    double most = Math.max(zstd, gzip);
    return most <= 0 || most < plain
        ? new AcceptedCodings(ContentCoding.IDENTITY, isPlainTaken)
        : new AcceptedCodings(best, isPlainTaken);
  }

  private static @Nullable ContentCoding named(String name) {
    return name.isEmpty() ? null : ContentCoding.of(List.of(name));
  }

  /** Of one member, 1 where it says none. */
  private static double quality(String[] parts) {
    if (parts.length == 1) {
      return 1;
    }
    String weight = parts[1].strip().toLowerCase(Locale.ROOT);
    boolean isWellFormed =
        parts.length == 2
            && weight.startsWith("q=")
            && QUALITY.matcher(weight.substring(2)).matches();
    return isWellFormed ? Double.parseDouble(weight.substring(2)) : NOT_WELL_FORMED;
  }
}
