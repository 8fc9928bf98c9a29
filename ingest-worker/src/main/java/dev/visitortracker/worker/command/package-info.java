/**
 * The commands of operators: parse, wire, wait, print. What a command does is in the package of its
 * subject. Start with {@link dev.visitortracker.worker.command.IngestCommands}.
 */
@NullMarked
package dev.visitortracker.worker.command;

import org.jspecify.annotations.NullMarked;
