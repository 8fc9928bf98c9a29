/**
 * Holds the product to its objectives while parts of it are killed, and says so on one page. Start
 * with {@link dev.visitortracker.perf.certify.Certify}.
 */
@NullMarked
package dev.visitortracker.perf.certify;

import org.jspecify.annotations.NullMarked;
