package dev.visitortracker.api.query;

import dev.visitortracker.api.cache.ReadCache;
import dev.visitortracker.api.replica.ReadOutcome;
import dev.visitortracker.api.replica.ReadOutcome.Served;
import dev.visitortracker.api.replica.ReadOutcome.Unserved;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keeps answers with the name of the node that gave them; that none did is not kept. */
final class OutcomeCodec implements ReadCache.Codec<ReadOutcome<Content>> {
  private static final long NEVER = Long.MIN_VALUE;

  @Override
  public byte @Nullable [] encode(ReadOutcome<Content> outcome) {
    return switch (outcome) {
      case Served<Content> served -> encode(served.servedBy(), served.value());
      case Unserved<Content> unserved -> null;
    };
  }

  @Override
  public @Nullable ReadOutcome<Content> decode(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      String servedBy = in.readUTF();
      String eTag = in.readUTF();
      long storedAt = in.readLong();
      Instant instant = storedAt == NEVER ? null : Instant.ofEpochMilli(storedAt);
      return new Served<>(new Content(in.readAllBytes(), eTag, instant), servedBy);
    } catch (IOException notOurs) {
      return null;
    }
  }

  private static byte[] encode(String servedBy, Content content) {
    Instant storedAt = content.storedAt();
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeUTF(servedBy);
      out.writeUTF(content.eTag());
      out.writeLong(storedAt == null ? NEVER : storedAt.toEpochMilli());
      out.write(content.json());
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes all bytes", e);
    }
    return bytes.toByteArray();
  }
}
