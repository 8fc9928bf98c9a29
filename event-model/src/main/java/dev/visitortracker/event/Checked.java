package dev.visitortracker.event;

/** What became of a draft that was held against the rules. */
public sealed interface Checked permits Accepted, Rejected {}
