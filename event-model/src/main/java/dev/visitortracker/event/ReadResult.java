package dev.visitortracker.event;

/** The result of reading bytes that should hold a visit: a draft, or the reason why not. */
public sealed interface ReadResult permits VisitDraft, Rejected {}
