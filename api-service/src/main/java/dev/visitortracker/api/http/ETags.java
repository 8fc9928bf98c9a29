package dev.visitortracker.api.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Entity tags (RFC 9110, 8.8.3): equal for equal bytes, whichever instance wrote them. */
public final class ETags {
  /** 128 bits are enough to never meet the same tag twice. */
  private static final int BYTES = 16;

  private ETags() {}

  /** A strong one, with its quotes, as the header has it. */
  public static String of(byte[] body) {
    return '"' + HexFormat.of().formatHex(Arrays.copyOf(sha256().digest(body), BYTES)) + '"';
  }

  /** A weak one, for answers that mean the same where these bytes are the same. */
  public static String weak(byte[] lasting) {
    return "W/" + of(lasting);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
