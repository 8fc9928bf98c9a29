package dev.visitortracker.api.contract;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The contract as it is served: the parts in {@code resources/openapi}, with the limits of this
 * instance and its problem types.
 */
public final class OpenApiDocument {
  private final byte[] json;

  private OpenApiDocument(byte[] json) {
    this.json = json;
  }

  /**
   * The contract of one instance.
   *
   * @param version of this service
   * @param settings what stands for the placeholders in the parts
   */
  public static OpenApiDocument of(String version, SettingValues settings) {
    ObjectNode document = DocumentParts.merged(settings);
    ProblemResponses.complete(document);
    document.withObject("/info").put("version", version);
    return new OpenApiDocument(new JsonMapper().writeValueAsBytes(document));
  }

  /** UTF-8; a copy. */
  public byte[] json() {
    return json.clone();
  }
}
