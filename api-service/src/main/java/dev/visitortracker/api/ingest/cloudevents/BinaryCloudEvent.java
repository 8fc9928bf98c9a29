package dev.visitortracker.api.ingest.cloudevents;

import dev.visitortracker.api.ingest.json.EventFormat;
import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.event.VisitJson.UnknownFields;
import tools.jackson.core.JsonParser;

/**
 * A CloudEvent whose attributes are headers and whose data are the body.
 *
 * @param attributes what the headers say, without data
 */
public record BinaryCloudEvent(CloudEventRules rules, CloudEvent attributes)
    implements EventFormat {
  @Override
  public CheckResult read(JsonParser parser, Defaults defaults) {
    var event =
        new CloudEvent(
            attributes.specversion(),
            attributes.id(),
            attributes.source(),
            attributes.type(),
            attributes.time(),
            attributes.datacontenttype(),
            VisitJson.read(parser, UnknownFields.REJECT));
    return rules.check(event, CloudEventMode.BINARY, defaults);
  }

  @Override
  public boolean hasKeys() {
    return true;
  }
}
