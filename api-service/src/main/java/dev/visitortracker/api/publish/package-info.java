/**
 * Hands visits to Kafka and waits for its acknowledgement; the only package that knows Kafka's
 * producer. Start with {@link dev.visitortracker.api.publish.VisitPublisher}.
 */
@NullMarked
package dev.visitortracker.api.publish;

import org.jspecify.annotations.NullMarked;
