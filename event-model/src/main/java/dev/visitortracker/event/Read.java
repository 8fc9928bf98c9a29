package dev.visitortracker.event;

/** What became of some bytes that should hold a visit. */
public sealed interface Read permits VisitDraft, Rejected {}
