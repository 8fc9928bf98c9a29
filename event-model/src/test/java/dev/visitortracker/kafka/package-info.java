/** Kafka at its worst, for tests of both services. */
@NullMarked
package dev.visitortracker.kafka;

import org.jspecify.annotations.NullMarked;
