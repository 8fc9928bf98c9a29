package dev.visitortracker.api.token;

import dev.visitortracker.event.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Positions as clients carry them. A token is signed, so that only what this service has handed out
 * can make a reader wait, and its form stays ours to change:
 *
 * <pre>
 *   base64url( version | { partition, next offset as varints }* | first 16 bytes of HMAC-SHA256 )
 * </pre>
 *
 * <p>The signature covers the topic's name, too. 16 bytes are the shortest cut of it that RFC 2104
 * section 5 advises. A token of one partition has about 30 characters, each further one adds 6.
 */
public final class VisitTokens {
  /** The response header that carries a token. */
  public static final String HEADER = "Visit-Token";

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte VERSION = 1;
  private static final byte[] TOPIC = (Topics.VISIT_EVENTS + '\0').getBytes(StandardCharsets.UTF_8);
  private static final int SIGNATURE_BYTES = 16;

  /** As much as a request's header can hold beside others; about a thousand partitions. */
  private static final int MAX_CHARACTERS = 8_192;

  /** Ready to sign, and never used itself: a copy costs less than a new one with its key. */
  private final Mac signer;

  /**
   * @param secret the same in all instances that shall read each other's tokens
   */
  public VisitTokens(byte[] secret) {
    try {
      signer = Mac.getInstance(ALGORITHM);
      signer.init(new SecretKeySpec(secret, ALGORITHM));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has " + ALGORITHM, missing);
    }
  }

  public String write(Position position) {
    var bytes = new ByteArrayOutputStream();
    bytes.write(VERSION);
    new TreeMap<>(position.nextOffsets())
        .forEach(
            (partition, nextOffset) -> {
              writeVarint(bytes, partition);
              writeVarint(bytes, nextOffset);
            });
    byte[] signature = signature(bytes.toByteArray(), bytes.size());
    bytes.write(signature, 0, SIGNATURE_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /** What the token says, or null where it was not made with our secret or is damaged. */
  public @Nullable Position read(String token) {
    byte[] bytes = decode(token);
    int length = bytes.length - SIGNATURE_BYTES;
    if (length < 1 || bytes[0] != VERSION || !isSigned(bytes, length)) {
      return null;
    }
    ByteBuffer content = ByteBuffer.wrap(bytes, 1, length - 1);
    Map<Integer, Long> nextOffsets = new HashMap<>();
    while (content.hasRemaining()) {
      int partition = (int) readVarint(content);
      nextOffsets.put(partition, readVarint(content));
    }
    return new Position(nextOffsets);
  }

  private static byte[] decode(String token) {
    try {
      return token.length() > MAX_CHARACTERS ? new byte[0] : Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  private boolean isSigned(byte[] bytes, int length) {
    return MessageDigest.isEqual(
        Arrays.copyOf(signature(bytes, length), SIGNATURE_BYTES),
        Arrays.copyOfRange(bytes, length, bytes.length));
  }

  private byte[] signature(byte[] bytes, int length) {
    Mac mac = copyOfSigner();
    mac.update(TOPIC);
    mac.update(bytes, 0, length);
    return mac.doFinal();
  }

  private Mac copyOfSigner() {
    try {
      return (Mac) signer.clone();
    } catch (CloneNotSupportedException unexpected) {
      throw new IllegalStateException(ALGORITHM + " of every Java can be copied", unexpected);
    }
  }

  private static void writeVarint(ByteArrayOutputStream bytes, long value) {
    long rest = value;
    while (rest > 0x7f) {
      bytes.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  private static long readVarint(ByteBuffer bytes) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }
}
