package dev.visitortracker.perf.peer;

import dev.visitortracker.local.Part;
import dev.visitortracker.perf.watch.ProcessUse;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.ReactorNetty;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import tools.jackson.databind.json.JsonMapper;

/**
 * The ceiling of every route: Reactor Netty that reads the body and gives the API's own bytes back.
 * It runs in a JVM of its own, with the flags and as many event loops as the API has.
 */
public final class BareServer implements AutoCloseable {
  private static final String READY = "listening on ";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Process process;
  private final String url;

  private BareServer(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts it and returns when it listens.
   *
   * @param directory where the answers are put for it
   */
  public static BareServer start(Part api, List<Answered> answers, Path directory)
      throws IOException {
    Path file = Files.createTempFile(directory, "answers", ".json");
    JSON.writeValue(file.toFile(), answers);
    List<String> command = new ArrayList<>(flags(api));
    // Before the API's own flags, so that those win here as they do there.
    command.add(
        1,
        "-D%s=%d"
            .formatted(ReactorNetty.IO_WORKER_COUNT, Runtime.getRuntime().availableProcessors()));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            BareServer.class.getName(),
            file.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      return new BareServer(process, "http://127.0.0.1:" + port(process));
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** The API's JVM and its flags; a class archive would not fit. */
  private static List<String> flags(Part api) throws IOException {
    return PartCommand.of(api).jvm().stream()
        .filter(word -> !word.startsWith("-XX:AOT") && !word.startsWith("-XX:SharedArchive"))
        .toList();
  }

  private static int port(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        return Integer.parseInt(line, READY.length(), line.length(), 10);
      }
    }
    throw new IllegalStateException("the bare server did not start");
  }

  public Server server() {
    return new Server(url, () -> ProcessUse.of(process.pid()).cpuSeconds());
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** The server itself; it ends with the process that started it. */
  public static void main(String[] arguments) {
    Answered[] answers = JSON.readValue(Path.of(arguments[0]).toFile(), Answered[].class);
    DisposableServer server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes -> List.of(answers).forEach(answer -> add(routes, answer)))
            .bindNow();
    System.out.println(READY + server.port());
    ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().join());
    System.exit(0);
  }

  private static void add(HttpServerRoutes routes, Answered answer) {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    if (answer.method().equals("POST")) {
      routes.post(
          answer.path(),
          (request, response) -> request.receive().then(send(response, answer, body)));
    } else {
      routes.get(answer.path(), (_, response) -> send(response, answer, body));
    }
  }

  private static Mono<Void> send(HttpServerResponse response, Answered answer, byte[] body) {
    response.status(answer.status());
    answer.headers().forEach(response::header);
    response.header("content-length", Integer.toString(body.length));
    return response.sendObject(Unpooled.wrappedBuffer(body)).then();
  }
}
