/**
 * The read pools, one per replica: which one serves the next read, and which ones do not serve now.
 * Start with {@link dev.visitortracker.api.replica.ReplicaSet}.
 */
@NullMarked
package dev.visitortracker.api.replica;

import org.jspecify.annotations.NullMarked;
