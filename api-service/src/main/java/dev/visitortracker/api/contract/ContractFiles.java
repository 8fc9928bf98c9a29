package dev.visitortracker.api.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.MediaType;

/**
 * All that is served about the contract, 2 MB.
 *
 * @param document for programs
 * @param page for people
 * @param ofPage what the page loads, by name
 */
record ContractFiles(ServedFile document, ServedFile page, Map<String, ServedFile> ofPage) {
  /** The media types of what the page loads. */
  static final List<MediaType> TYPES_OF_PAGE =
      Stream.of("css", "javascript", "plain").map(ContractFiles::text).toList();

  /** How long a client may keep the contract. The next release may change it. */
  private static final Duration MAX_AGE = Duration.ofMinutes(1);

  private static final Duration MAX_AGE_OF_PAGE = Duration.ofHours(1);

  private static final List<String> NAMES =
      List.of(
          "docs.css",
          "docs.js",
          "swagger-ui.css",
          "swagger-ui-bundle.js",
          "swagger-ui-bundle.js.LICENSE.txt");

  ContractFiles {
    ofPage = Map.copyOf(ofPage);
  }

  /** Reads them; this blocks. */
  static ContractFiles load(OpenApiDocument document) {
    return new ContractFiles(
        new ServedFile(document.json(), MediaType.APPLICATION_JSON, MAX_AGE),
        ServedFile.ofDocs("index.html", text("html"), MAX_AGE),
        NAMES.stream().collect(Collectors.toMap(name -> name, ContractFiles::ofPage)));
  }

  private static ServedFile ofPage(String name) {
    String subtype =
        switch (name.substring(name.lastIndexOf('.'))) {
          case ".css" -> "css";
          case ".js" -> "javascript";
          default -> "plain";
        };
    return ServedFile.ofDocs(name, text(subtype), MAX_AGE_OF_PAGE);
  }

  private static MediaType text(String subtype) {
    return new MediaType("text", subtype, StandardCharsets.UTF_8);
  }
}
