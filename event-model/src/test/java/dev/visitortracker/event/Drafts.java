package dev.visitortracker.event;

import org.jspecify.annotations.Nullable;

/** Builds drafts that keep all rules but for what a test changes. */
final class Drafts {
  private @Nullable String id;
  private @Nullable String timestamp = "2015-05-17T10:05:03.000Z";
  private @Nullable String site = "shop.example";
  private @Nullable String sourceIp = "192.0.2.7";
  private @Nullable String endpoint = "/cart";
  private @Nullable String method = "GET";
  private @Nullable Integer responseCode = 200;
  private @Nullable String userAgent;
  private @Nullable String referrer;
  private @Nullable Integer durationMillis;

  private Drafts() {}

  static Drafts valid() {
    return new Drafts();
  }

  Drafts id(@Nullable String value) {
    id = value;
    return this;
  }

  Drafts timestamp(@Nullable String value) {
    timestamp = value;
    return this;
  }

  Drafts site(@Nullable String value) {
    site = value;
    return this;
  }

  Drafts sourceIp(@Nullable String value) {
    sourceIp = value;
    return this;
  }

  Drafts endpoint(@Nullable String value) {
    endpoint = value;
    return this;
  }

  Drafts method(@Nullable String value) {
    method = value;
    return this;
  }

  Drafts responseCode(@Nullable Integer value) {
    responseCode = value;
    return this;
  }

  Drafts userAgent(@Nullable String value) {
    userAgent = value;
    return this;
  }

  Drafts referrer(@Nullable String value) {
    referrer = value;
    return this;
  }

  Drafts durationMillis(@Nullable Integer value) {
    durationMillis = value;
    return this;
  }

  VisitDraft build() {
    return new VisitDraft(
        id,
        timestamp,
        site,
        sourceIp,
        endpoint,
        method,
        responseCode,
        userAgent,
        referrer,
        durationMillis);
  }

  /** What the rules say at {@link Visits#NOW}, without any defaults. */
  CheckResult check() {
    return Visits.RULES.check(build(), Defaults.NONE);
  }
}
