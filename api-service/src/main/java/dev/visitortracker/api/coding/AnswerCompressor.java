package dev.visitortracker.api.coding;

import com.github.luben.zstd.util.Native;
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
  private final CompressorLimit compressors;

  AnswerCompressor(CodingSettings settings) {
    this.settings = settings;
    this.compressors = new CompressorLimit(settings.maxCodedStreams());
    // Unpacks a file, for which the event loop of the first answer must not wait.
    Native.load();
  }

  @Override
  public HttpHandler apply(HttpHandler handler) {
    return (request, response) ->
        handler.handle(
            request,
            new CompressedResponse(
                request.getHeaders(), response, settings.minAnswer(), compressors));
  }
}
