/**
 * Stage 3: one transaction per batch with visits, rollups and watermark. Start with {@link
 * dev.visitortracker.worker.write.BatchWriter}.
 */
@NullMarked
package dev.visitortracker.worker.write;

import org.jspecify.annotations.NullMarked;
