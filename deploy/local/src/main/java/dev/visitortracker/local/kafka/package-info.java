/**
 * The Kafka brokers of the stack. Open {@link dev.visitortracker.local.kafka.KafkaCluster} first.
 */
@NullMarked
package dev.visitortracker.local.kafka;

import org.jspecify.annotations.NullMarked;
