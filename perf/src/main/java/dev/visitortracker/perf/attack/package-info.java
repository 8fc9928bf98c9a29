/**
 * Attacks a running service with other people's load generators, all with the same requests and
 * against the same objectives. Start with {@link dev.visitortracker.perf.attack.Attack}.
 */
@NullMarked
package dev.visitortracker.perf.attack;

import org.jspecify.annotations.NullMarked;
