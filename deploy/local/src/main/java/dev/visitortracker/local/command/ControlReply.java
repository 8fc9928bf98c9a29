package dev.visitortracker.local.command;

import dev.visitortracker.local.StackStatus;
import org.jspecify.annotations.Nullable;

/** The line that answers a {@link ControlRequest}: the status after it, or why it was refused. */
record ControlReply(@Nullable StackStatus status, @Nullable String error) {}
