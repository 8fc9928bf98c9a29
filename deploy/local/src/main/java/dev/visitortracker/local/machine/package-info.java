/**
 * Processes, files and ports of this machine, on which every part of the stack rests. Open {@link
 * dev.visitortracker.local.machine.Program} first.
 */
@NullMarked
package dev.visitortracker.local.machine;

import org.jspecify.annotations.NullMarked;
