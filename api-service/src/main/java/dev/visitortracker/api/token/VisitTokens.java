package dev.visitortracker.api.token;

import dev.visitortracker.api.token.TokenResult.Unreadable;
import dev.visitortracker.api.token.TokenResult.Valid;
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

/**
 * Positions as clients carry them. A token is signed, so that only what this service has handed out
 * can make a reader wait, and its form stays ours to change:
 *
 * <pre>
 *   base64url( version | mark of the secret, 3 bytes | { partition, next offset as varints }*
 *       | first 16 bytes of HMAC-SHA256 )
 * </pre>
 *
 * <p>The signature covers the topic's name, too. 16 bytes are the shortest cut of it that RFC 2104
 * section 5 advises. The mark tells a token of another secret from one that is damaged; it comes
 * from the secret by the same function and reveals nothing of it. A token of one partition has
 * about 32 characters, each further one adds 6.
 */
public final class VisitTokens {
  /** The response header that carries a token. */
  public static final String HEADER = "Visit-Token";

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte VERSION = 2;
  private static final byte[] TOPIC = (Topics.VISIT_EVENTS + '\0').getBytes(StandardCharsets.UTF_8);
  private static final byte[] MARK = "the mark of the secret".getBytes(StandardCharsets.UTF_8);
  private static final int MARK_BYTES = 3;
  private static final int HEAD_BYTES = 1 + MARK_BYTES;
  private static final int SIGNATURE_BYTES = 16;

  /**
   * The longest token. It fits in a request's header beside others and holds about a thousand
   * partitions.
   */
  private static final int MAX_CHARACTERS = 8_192;

  /** Ready to sign, and never used itself: a copy costs less than a new one with its key. */
  private final Mac signer;

  /** Version and mark of the secret: what each of our tokens begins with. */
  private final byte[] head;

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
    head = Arrays.copyOf(new byte[] {VERSION}, HEAD_BYTES);
    System.arraycopy(copyOfSigner().doFinal(MARK), 0, head, 1, MARK_BYTES);
  }

  public String write(Position position) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head);
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

  /** What the token says, or why it cannot be read. */
  public TokenResult read(String token) {
    byte[] bytes = decode(token);
    int length = bytes.length - SIGNATURE_BYTES;
    if (length < HEAD_BYTES || bytes[0] != VERSION) {
      return Unreadable.NO_TOKEN;
    }
    if (!Arrays.equals(bytes, 0, HEAD_BYTES, head, 0, HEAD_BYTES)) {
      return Unreadable.OTHER_SECRET;
    }
    return isSigned(bytes, length) ? position(bytes, length) : Unreadable.DAMAGED;
  }

  private static Valid position(byte[] bytes, int length) {
    ByteBuffer content = ByteBuffer.wrap(bytes, HEAD_BYTES, length - HEAD_BYTES);
    Map<Integer, Long> nextOffsets = new HashMap<>();
    while (content.hasRemaining()) {
      int partition = (int) readVarint(content);
      nextOffsets.put(partition, readVarint(content));
    }
    return new Valid(new Position(nextOffsets));
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
