package dev.visitortracker.event;

/** The visit keeps all rules. */
public record Accepted(Visit visit) implements Checked {}
