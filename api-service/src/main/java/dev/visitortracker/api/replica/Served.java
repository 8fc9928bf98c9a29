package dev.visitortracker.api.replica;

/**
 * A node has answered.
 *
 * @param servedBy the node's name
 */
public record Served<T>(T value, String servedBy) implements ReadOutcome<T> {}
