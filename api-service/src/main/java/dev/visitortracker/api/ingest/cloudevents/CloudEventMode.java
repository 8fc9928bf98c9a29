package dev.visitortracker.api.ingest.cloudevents;

/** Where a CloudEvent keeps what it says, and how that is named to its sender. */
enum CloudEventMode {
  /** Attributes are headers, the body is the data. */
  BINARY("ce-", ""),
  /** Attributes and data are members of one JSON object. */
  STRUCTURED("", "data.");

  private final String beforeAttribute;
  private final String beforeData;

  CloudEventMode(String beforeAttribute, String beforeData) {
    this.beforeAttribute = beforeAttribute;
    this.beforeData = beforeData;
  }

  String attribute(String name) {
    return beforeAttribute + name;
  }

  /** A field of the visit, or the data as a whole where the field is {@code body}. */
  String dataField(String field) {
    if (field.equals("body")) {
      return this == BINARY ? field : "data";
    }
    return beforeData + field;
  }
}
