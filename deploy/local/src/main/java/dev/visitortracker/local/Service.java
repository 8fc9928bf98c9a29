package dev.visitortracker.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An instance of one of our services: its jar in a JVM with bounded memory. */
record Service(String name, int port, Path jar, List<String> jvmFlags, List<String> arguments)
    implements Program {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

  /**
   * One for all probes: making a client costs more than asking, and the service needs the cores.
   */
  private static final HttpClient PROBES =
      HttpClient.newBuilder().connectTimeout(PROBE_LIMIT).build();

  Service {
    if (!Files.exists(jar)) {
      throw new StackException(jar + " is missing: build with mvn -DskipTests package");
    }
  }

  /** The command line of a jar of ours; the flags and arguments that come last win. */
  static List<String> java(Path jar, List<String> jvmFlags, List<String> arguments) {
    var command = new ArrayList<>(List.of(Jvm.executable()));
    command.addAll(Jvm.SERVICE_FLAGS);
    command.addAll(jvmFlags);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments);
    return command;
  }

  String url() {
    return "http://" + Host.LOOPBACK + ":" + port;
  }

  @Override
  public void prepare() {}

  @Override
  public List<String> command() {
    return java(jar, jvmFlags, arguments);
  }

  @Override
  public boolean isReady() {
    var request =
        HttpRequest.newBuilder(URI.create(url() + "/health/ready")).timeout(PROBE_LIMIT).build();
    try {
      return PROBES.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
