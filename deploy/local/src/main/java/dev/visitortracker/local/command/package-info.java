/**
 * The stack as a program: {@link dev.visitortracker.local.command.Up} runs it, and {@link
 * dev.visitortracker.local.command.Ctl} speaks to the one that runs.
 */
@NullMarked
package dev.visitortracker.local.command;

import org.jspecify.annotations.NullMarked;
