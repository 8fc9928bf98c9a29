package dev.visitortracker.api.publish;

/** What became of visits that should be published. */
public sealed interface PublishOutcome permits Published, Unavailable {}
