/**
 * The HTTP service: visits in through Kafka, visits out from the replicas. Start with {@link
 * dev.visitortracker.api.ApiRoutes}, the only class that sees every stage.
 */
@NullMarked
package dev.visitortracker.api;

import org.jspecify.annotations.NullMarked;
