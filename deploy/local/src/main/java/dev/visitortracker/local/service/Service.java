package dev.visitortracker.local.service;

import dev.visitortracker.local.machine.Host;
import dev.visitortracker.local.machine.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** An instance of one of our services: its jar in a JVM with bounded memory. */
public record Service(
    String name, int port, ServiceJar jar, List<String> jvmFlags, List<String> arguments)
    implements Program {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

  /**
   * One for all probes: making a client costs more than asking, and the service needs the cores.
   */
  private static final HttpClient PROBES =
      HttpClient.newBuilder().connectTimeout(PROBE_LIMIT).build();

  public String url() {
    return "http://" + Host.LOOPBACK + ":" + port;
  }

  @Override
  public void prepare() {
    jar.unpack();
  }

  @Override
  public List<String> command() {
    return jar.command(jvmFlags, arguments);
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
