package dev.visitortracker.api.contract;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@code GET /openapi.json}: the contract; {@code GET /docs}: the contract as a page, which Swagger
 * UI draws; {@code GET /docs/{file}}: what that page loads.
 *
 * <p>All of it is made when the first of it is asked for, once and away from the event loops, so
 * that no start waits for it: a cold JVM takes a second or two.
 */
public final class ContractHandler {
  /** The media types of {@link #file}. */
  public static final List<MediaType> FILE_TYPES = ContractFiles.TYPES_OF_PAGE;

  /** Swagger UI draws its arrows as {@code data:} images; everything else comes from here. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String CONTENT_TYPE_OPTIONS = "X-Content-Type-Options";

  private final Mono<ContractFiles> files;

  public ContractHandler(String version, SettingValues settings) {
    this.files =
        Mono.fromCallable(() -> ContractFiles.load(OpenApiDocument.of(version, settings)))
            .subscribeOn(Schedulers.boundedElastic())
            .cache();
  }

  public Mono<ServerResponse> document(ServerRequest request) {
    return files.map(ContractFiles::document).flatMap(file -> file.head().bodyValue(file.body()));
  }

  public Mono<ServerResponse> page(ServerRequest request) {
    return files
        .map(ContractFiles::page)
        .flatMap(
            file ->
                file.head()
                    .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                    .header(CONTENT_TYPE_OPTIONS, "nosniff")
                    .header("Referrer-Policy", "no-referrer")
                    .bodyValue(file.body()));
  }

  public Mono<ServerResponse> file(ServerRequest request) {
    String name = request.pathVariable("file");
    return files.flatMap(all -> answer(name, all.ofPage().get(name)));
  }

  private static Mono<ServerResponse> answer(String name, @Nullable ServedFile file) {
    return file == null
        ? ProblemResponse.of(Problem.of(ProblemType.NOT_FOUND, "the page has no file " + name))
        : file.head().header(CONTENT_TYPE_OPTIONS, "nosniff").bodyValue(file.body());
  }
}
