/**
 * Follows the topic behind the replicas: the visits in the order in which they become visible.
 * Start with {@link dev.visitortracker.api.tail.Tail}.
 */
@NullMarked
package dev.visitortracker.api.tail;

import org.jspecify.annotations.NullMarked;
