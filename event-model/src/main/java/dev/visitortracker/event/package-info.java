/**
 * What both services agree on: the visit, its id, its rules, its wire format and the topics it
 * travels through. Start with {@link dev.visitortracker.event.Visit}.
 */
@NullMarked
package dev.visitortracker.event;

import org.jspecify.annotations.NullMarked;
