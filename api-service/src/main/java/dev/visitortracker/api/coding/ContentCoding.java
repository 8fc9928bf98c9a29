package dev.visitortracker.api.coding;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The content codings that a body may have (RFC 9110 section 8.4.1; RFC 9659 for zstd). */
public enum ContentCoding {
  IDENTITY,
  GZIP,
  ZSTD;

  /** What a sender may name, for messages and the header {@code Accept-Encoding}. */
  public static final String ACCEPTED = "gzip, zstd";

  /**
   * The coding that the values of {@code Content-Encoding} name together, or null where it is not
   * taken. A body is coded once or not at all.
   */
  public static @Nullable ContentCoding of(List<String> values) {
    return switch (String.join(",", values).strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      case "zstd" -> ZSTD;
      default -> null;
    };
  }
}
