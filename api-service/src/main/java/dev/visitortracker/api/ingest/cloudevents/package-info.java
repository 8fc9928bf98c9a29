/**
 * CloudEvents 1.0 in binary, structured and batched mode. Start with {@link
 * dev.visitortracker.api.ingest.cloudevents.CloudEventRules}.
 */
@NullMarked
package dev.visitortracker.api.ingest.cloudevents;

import org.jspecify.annotations.NullMarked;
