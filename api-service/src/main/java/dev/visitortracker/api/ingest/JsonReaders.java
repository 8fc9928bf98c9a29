package dev.visitortracker.api.ingest;

import dev.visitortracker.api.ingest.cloudevents.BinaryCloudEvent;
import dev.visitortracker.api.ingest.cloudevents.CloudEvent;
import dev.visitortracker.api.ingest.cloudevents.CloudEventHeaders;
import dev.visitortracker.api.ingest.cloudevents.CloudEventRules;
import dev.visitortracker.api.ingest.cloudevents.StructuredCloudEvent;
import dev.visitortracker.api.ingest.json.JsonBodyReader;
import dev.visitortracker.api.ingest.json.JsonBodyReader.Shape;
import dev.visitortracker.api.ingest.json.PlainEvent;
import dev.visitortracker.api.ingest.request.BodyKind;
import dev.visitortracker.event.VisitRules;
import org.springframework.web.reactive.function.server.ServerRequest.Headers;

/** The reader for each kind of JSON body. */
final class JsonReaders {
  private final CloudEventRules cloudEventRules;
  private final JsonBodyReader plain;
  private final JsonBodyReader structured;
  private final JsonBodyReader batched;
  private final int maxEvents;

  JsonReaders(VisitRules rules, int maxEvents) {
    this.cloudEventRules = new CloudEventRules(rules);
    this.maxEvents = maxEvents;
    var structuredEvent = new StructuredCloudEvent(cloudEventRules);
    this.plain = new JsonBodyReader(new PlainEvent(rules), Shape.EITHER, maxEvents);
    this.structured = new JsonBodyReader(structuredEvent, Shape.OBJECT, maxEvents);
    this.batched = new JsonBodyReader(structuredEvent, Shape.ARRAY, maxEvents);
  }

  /** Plain JSON under the headers of a CloudEvent is its data. */
  JsonBodyReader of(BodyKind kind, Headers headers) {
    return switch (kind) {
      case CLOUD_EVENT -> structured;
      case CLOUD_EVENTS -> batched;
      case JSON ->
          CloudEventHeaders.areIn(headers) ? binary(CloudEventHeaders.read(headers)) : plain;
      case NDJSON, ACCESS_LOG -> throw new IllegalArgumentException(kind + " is read by lines");
    };
  }

  private JsonBodyReader binary(CloudEvent attributes) {
    return new JsonBodyReader(
        new BinaryCloudEvent(cloudEventRules, attributes), Shape.OBJECT, maxEvents);
  }
}
