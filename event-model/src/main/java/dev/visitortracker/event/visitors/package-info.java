/**
 * Who visits are by, and sketches that count them without keeping them. Both services agree on the
 * hash and on the bytes of a sketch. Start with {@link
 * dev.visitortracker.event.visitors.VisitorSketch}.
 */
@NullMarked
package dev.visitortracker.event.visitors;

import org.jspecify.annotations.NullMarked;
