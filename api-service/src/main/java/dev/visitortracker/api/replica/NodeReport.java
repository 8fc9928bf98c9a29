package dev.visitortracker.api.replica;

/**
 * A node as operators see it.
 *
 * @param weight its part of the reads where the selection is by weight
 * @param inFlight reads that it has not answered yet
 */
public record NodeReport(String name, int weight, int inFlight, NodeState state) {}
