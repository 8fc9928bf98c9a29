package dev.visitortracker.api.cache;

/** A value, and where it comes from. */
public record CacheResult<T>(T value, Source source) {
  /** This result; if it was read, with the reason why the cache could not give it. */
  CacheResult<T> because(Source reason) {
    return source == Source.READ ? new CacheResult<>(value, reason) : this;
  }

  /** The words are parameters of {@code Cache-Status} (RFC 9211). */
  public enum Source {
    /** Seen by this instance a moment ago, and fresh. */
    NEAR("hit; detail=near"),
    /** Kept in Redis, and fresh. */
    FRESH("hit"),
    /** Kept, and a little too old; a new one is on its way. */
    STALE("hit; detail=stale-while-revalidate"),
    /** Not kept, or too old. */
    READ("fwd=miss"),
    /** Not kept, and read by another instance meanwhile. */
    WAITED("fwd=miss; collapsed"),
    /** There is no Redis, or it does not answer. */
    AWAY("fwd=bypass; detail=unavailable"),
    /** The caller wanted it read. */
    REQUESTED("fwd=request");

    private final String words;

    Source(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }
}
