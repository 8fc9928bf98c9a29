package dev.visitortracker.api.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of the live tail on a connection of its own, whose small buffer makes it slow at will.
 */
public final class EventStream implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PATIENCE_MILLIS = 90_000;

  private final Socket socket = new Socket();
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final List<Event> visits = new CopyOnWriteArrayList<>();
  private final BufferedReader reader;

  /**
   * One event as it arrived.
   *
   * @param name what it is, {@code message} where it does not say
   * @param atNanos when its last line was there
   */
  public record Event(String name, String id, String data, long atNanos) {
    public String visitId() {
      return JSON.readTree(data).get("id").asString();
    }
  }

  private EventStream(String path, @Nullable String lastEventId) {
    try {
      URI uri = RunningApi.uri(path);
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
      socket.setSoTimeout(PATIENCE_MILLIS);
      String resume = lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + resume + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 4_096);
    } catch (IOException e) {
      throw new IllegalStateException(path, e);
    }
  }

  /** Connects and reads as fast as events come. */
  public static EventStream reading(String path, @Nullable String lastEventId) {
    EventStream stream = idle(path, lastEventId);
    stream.read();
    return stream;
  }

  /** Connects, waits for the first event and then reads nothing. */
  public static EventStream idle(String path, @Nullable String lastEventId) {
    var stream = new EventStream(path, lastEventId);
    if (!stream.status().contains(" 200 ")) {
      throw new IllegalStateException(path + " is refused");
    }
    stream.events.add(stream.next());
    return stream;
  }

  /** The status line of a request whose answer is of no interest. */
  public static String statusOf(String path) {
    try (var stream = new EventStream(path, null)) {
      return stream.status();
    }
  }

  /** Reads on in the background, up to the end of the stream. */
  public void read() {
    Thread.ofVirtual().start(this::readAll);
  }

  /** The next one that is as wanted; what comes before it is forgotten. */
  public Event await(Predicate<Event> isWanted) {
    try {
      for (; ; ) {
        Event event = events.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (event == null) {
          throw new IllegalStateException("nothing has come");
        }
        if (isWanted.test(event)) {
          return event;
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As many visits as have come when there are at least so many. */
  public List<Event> awaitVisits(int count) {
    while (visits.size() < count) {
      await(event -> event.name().equals("message"));
    }
    return List.copyOf(visits);
  }

  public List<Event> visits() {
    return List.copyOf(visits);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void readAll() {
    try {
      for (; ; ) {
        Event event = next();
        if (event.name().equals("message") && !event.data().isEmpty()) {
          visits.add(event);
        }
        events.add(event);
      }
    } catch (IllegalStateException ended) {
      // By the server or by close(); what has come counts.
    }
  }

  private String status() {
    return line();
  }

  /** Skips headers and the lengths of chunks: only lines of events have these fields. */
  private Event next() {
    String name = "message";
    String id = "";
    String data = "";
    boolean isEvent = false;
    for (; ; ) {
      String line = line();
      if (line.startsWith("id: ")) {
        id = line.substring(4);
        isEvent = true;
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
        isEvent = true;
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.isEmpty() && isEvent) {
        return new Event(name, id, data, System.nanoTime());
      }
    }
  }

  private String line() {
    try {
      String line = reader.readLine();
      if (line == null) {
        throw new IllegalStateException("the stream has ended");
      }
      return line;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
