package dev.visitortracker.api.contract;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code GET /openapi.json}: the contract; {@code GET /docs}: the contract as a page, which Swagger
 * UI draws; {@code GET /docs/{file}}: what that page loads.
 */
@Component
public final class ContractHandler {
  private static final MediaType CSS = utf8("css");
  private static final MediaType JAVASCRIPT = utf8("javascript");
  private static final MediaType PLAIN = utf8("plain");

  /** The media types of {@link #file}. */
  public static final List<MediaType> FILE_TYPES = List.of(CSS, JAVASCRIPT, PLAIN);

  /** Another release may say otherwise. */
  private static final Duration MAX_AGE = Duration.ofMinutes(1);

  private static final Duration FILE_MAX_AGE = Duration.ofHours(1);

  /** Swagger UI draws its arrows as {@code data:} images; everything else comes from here. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final ServedFile document;
  private final ServedFile page;
  private final Map<String, ServedFile> files;

  ContractHandler(OpenApiDocument document) {
    this.document = new ServedFile(document.json(), MediaType.APPLICATION_JSON, MAX_AGE);
    this.page = ServedFile.ofDocs("index.html", utf8("html"), MAX_AGE);
    this.files = new LinkedHashMap<>();
    addFile("docs.css", CSS);
    addFile("docs.js", JAVASCRIPT);
    addFile("swagger-ui.css", CSS);
    addFile("swagger-ui-bundle.js", JAVASCRIPT);
    addFile("swagger-ui-bundle.js.LICENSE.txt", PLAIN);
  }

  public Mono<ServerResponse> document(ServerRequest request) {
    return document.head().bodyValue(document.body());
  }

  public Mono<ServerResponse> page(ServerRequest request) {
    return page.head()
        .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .bodyValue(page.body());
  }

  public Mono<ServerResponse> file(ServerRequest request) {
    String name = request.pathVariable("file");
    ServedFile file = files.get(name);
    return file == null
        ? ProblemResponse.of(Problem.of(ProblemType.NOT_FOUND, "the page has no file " + name))
        : file.head().header("X-Content-Type-Options", "nosniff").bodyValue(file.body());
  }

  private void addFile(String name, MediaType type) {
    files.put(name, ServedFile.ofDocs(name, type, FILE_MAX_AGE));
  }

  private static MediaType utf8(String subtype) {
    return new MediaType("text", subtype, StandardCharsets.UTF_8);
  }
}
