/**
 * Stage 2: bytes to a visit, or the reason why not. Start with {@link
 * dev.visitortracker.worker.decode.BatchDecoder}.
 */
@NullMarked
package dev.visitortracker.worker.decode;

import org.jspecify.annotations.NullMarked;
