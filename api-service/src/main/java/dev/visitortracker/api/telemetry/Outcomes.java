package dev.visitortracker.api.telemetry;

/**
 * What became of events since the start of this instance. {@code received} is the sum of what
 * follows it, and of what is still being answered; {@code trafficSeen} likewise.
 */
public record Outcomes(
    long received,
    long accepted,
    long rejected,
    long repeated,
    long unavailable,
    long trafficSeen,
    long trafficPublished,
    long trafficDropped) {}
