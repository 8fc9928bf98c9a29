package dev.visitortracker.api.replica;

/** What became of a read. */
public sealed interface ReadOutcome<T> permits Served, Unserved {}
