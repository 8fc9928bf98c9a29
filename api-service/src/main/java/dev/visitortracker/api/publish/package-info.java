/**
 * Hands visits to Kafka and waits for its acknowledgement; the only package that knows the Kafka\n
 * * client. Start with {@link dev.visitortracker.api.publish.VisitPublisher}.
 */
@NullMarked
package dev.visitortracker.api.publish;

import org.jspecify.annotations.NullMarked;
