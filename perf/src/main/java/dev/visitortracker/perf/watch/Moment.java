package dev.visitortracker.perf.watch;

import java.util.Map;
import java.util.OptionalLong;

/**
 * The stack at one moment.
 *
 * @param at seconds since the origin of the watch
 * @param use by the name of the part; without those that do not run
 * @param lag records that are in Kafka and not yet settled by a worker; empty where either is away
 */
public record Moment(double at, Map<String, ProcessUse> use, OptionalLong lag) {}
