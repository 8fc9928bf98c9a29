package dev.visitortracker.api.coding;

import dev.visitortracker.api.admission.ConcurrencyLimit;
import dev.visitortracker.api.telemetry.Metrics;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.stereotype.Component;

/**
 * Has each answer compressed whose caller asks for it. It stands around all that answers, so that
 * problems are compressed too, and outside of the server, so that it is the same for each version
 * of HTTP.
 */
@Component
final class AnswerCompressor implements HttpHandlerDecoratorFactory {
  private final CodingSettings settings;
  private final ConcurrencyLimit streams;
  private final Metrics metrics;

  AnswerCompressor(CodingSettings settings, Metrics metrics) {
    this.settings = settings;
    this.streams = new ConcurrencyLimit(settings.maxCodedStreams());
    this.metrics = metrics;
    metrics.codedStreams(streams::taken);
  }

  @Override
  public HttpHandler apply(HttpHandler handler) {
    return (request, response) ->
        handler.handle(
            request,
            new CompressedResponse(
                request.getHeaders(), response, settings.minAnswer(), streams, metrics));
  }
}
