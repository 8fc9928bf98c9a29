/**
 * What a request to take events says beside its body: headers, parameters and the kind of body.
 * Start with {@link dev.visitortracker.api.ingest.request.IngestRequests}.
 */
@NullMarked
package dev.visitortracker.api.ingest.request;

import org.jspecify.annotations.NullMarked;
