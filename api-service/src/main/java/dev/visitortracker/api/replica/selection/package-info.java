/**
 * In which order the usable replicas are asked. Start with {@link
 * dev.visitortracker.api.replica.selection.Selection}.
 */
@NullMarked
package dev.visitortracker.api.replica.selection;

import org.jspecify.annotations.NullMarked;
