/**
 * What the product is measured beside: bare clients and servers, which are its limits, and other
 * designs. Start with {@link dev.visitortracker.perf.peer.BareServer}.
 */
@NullMarked
package dev.visitortracker.perf.peer;

import org.jspecify.annotations.NullMarked;
