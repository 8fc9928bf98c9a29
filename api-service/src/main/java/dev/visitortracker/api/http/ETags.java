package dev.visitortracker.api.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Entity tags (RFC 9110, 8.8.3): equal for equal bytes, whichever instance wrote them. They are
 * weak, because an answer has other bytes when it is compressed.
 */
public final class ETags {
  /** 128 bits are enough to never meet the same tag twice. */
  private static final int BYTES = 16;

  private ETags() {}

  /** With its quotes, as the header has it, for answers that mean what these bytes mean. */
  public static String of(byte[] meaning) {
    return "W/\"" + HexFormat.of().formatHex(Arrays.copyOf(sha256().digest(meaning), BYTES)) + '"';
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
