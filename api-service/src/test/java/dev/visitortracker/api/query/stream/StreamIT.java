package dev.visitortracker.api.query.stream;

import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.EventStream;
import dev.visitortracker.api.testing.EventStream.Event;
import dev.visitortracker.api.testing.RunningApi;
import dev.visitortracker.local.Part;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The live tail, over real connections, from Kafka behind real replicas. */
class StreamIT {
  private static final int VISITS = 1_000;
  private static final int VISITS_PER_REQUEST = 20;
  private static final String NDJSON = "application/x-ndjson";

  @BeforeAll
  static void awaitReady() {
    RunningApi.awaitAnswer("/health/ready", health -> health.status() == 200);
    for (String replica : List.of("replica-1", "replica-2")) {
      RunningApi.awaitAnswer("/stats", stats -> stats.header("Served-By").equals(replica));
    }
  }

  @Test
  void visits_areShownToEachSubscriberOnce_besideOtherLoad() throws Exception {
    Map<String, Long> sentAtNanos = new ConcurrentHashMap<>();
    List<EventStream> streams =
        Stream.generate(() -> EventStream.reading("/visits/stream?site=streamed", null))
            .limit(3)
            .toList();

    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> noise = writers.submit(() -> post("noise", ids(10_000)));
      for (int i = 0; i < VISITS / VISITS_PER_REQUEST; i++) {
        List<String> ids = ids(VISITS_PER_REQUEST);
        ids.forEach(id -> sentAtNanos.put(id, System.nanoTime()));
        post("streamed", ids);
      }
      noise.get();
    }

    for (EventStream stream : streams) {
      List<Event> events = stream.awaitVisits(VISITS);
      assertThat(events.stream().map(Event::visitId))
          .containsExactlyInAnyOrderElementsOf(sentAtNanos.keySet());
      assertThat(events.stream().map(Event::id)).doesNotHaveDuplicates();
    }
    System.out.println(
        "from the request of a visit to its event, beside other load: "
            + latencies(streams.getFirst().visits(), sentAtNanos));
    streams.forEach(EventStream::close);
  }

  @Test
  void visit_isFoundByItsId_onceItIsShown() {
    Map<String, Long> sentAtNanos = new ConcurrentHashMap<>();
    try (EventStream stream = EventStream.reading("/visits/stream?site=found", null)) {
      for (int i = 0; i < 50; i++) {
        String id = UlidCreator.getUlid().toString();
        sentAtNanos.put(id, System.nanoTime());
        post("found", List.of(id));
        Event event = stream.await(next -> !next.data().isEmpty());

        assertThat(event.visitId()).isEqualTo(id);
        // By one replica, and by the next.
        assertThat(RunningApi.get("/visits/" + id).status()).isEqualTo(200);
        assertThat(RunningApi.get("/visits/" + id).status()).isEqualTo(200);
      }
      System.out.println(
          "from the request of a visit to its event, one after the other: "
              + latencies(stream.visits(), sentAtNanos));
    }
  }

  @Test
  void stream_goesOnWhereItBroke_whenItsReaderComesBack() {
    List<String> sent = new ArrayList<>();
    EventStream broken = EventStream.reading("/visits/stream?site=resumed", null);
    for (int i = 0; i < 20; i++) {
      List<String> ids = ids(VISITS_PER_REQUEST);
      post("resumed", ids);
      sent.addAll(ids);
    }
    List<Event> first = broken.awaitVisits(150);
    broken.close();
    for (int i = 0; i < 10; i++) {
      List<String> ids = ids(VISITS_PER_REQUEST);
      post("resumed", ids);
      sent.addAll(ids);
    }

    try (EventStream resumed =
        EventStream.reading("/visits/stream?site=resumed", first.getLast().id())) {
      List<String> ids = ids(VISITS_PER_REQUEST);
      post("resumed", ids);
      sent.addAll(ids);
      List<Event> second = resumed.awaitVisits(sent.size() - first.size());

      assertThat(Stream.concat(first.stream(), second.stream()).map(Event::visitId))
          .containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  @Test
  void page_mayGiveItsLastEventAsAParameter_whenItCannotSetAHeader() {
    try (EventStream stream = EventStream.reading("/visits/stream?site=parameter", null)) {
      List<String> ids = ids(3);
      post("parameter", ids);
      List<Event> events = stream.awaitVisits(3);

      try (EventStream resumed =
          EventStream.reading(
              "/visits/stream?site=parameter&last_event_id=" + events.getFirst().id(), null)) {
        assertThat(resumed.awaitVisits(2)).hasSize(2);
      }
    }
  }

  /** More than the kernel's buffers and the stream's hold. */
  @Test
  void slowReader_getsAllInTheEnd_andHoldsUpNobody() {
    try (EventStream slow = EventStream.idle("/visits/stream?site=slow", null);
        EventStream fast = EventStream.reading("/visits/stream?site=slow", null)) {
      List<String> sent = ids(20_000);
      post("slow", sent);
      assertThat(fast.awaitVisits(sent.size()).stream().map(Event::visitId))
          .containsExactlyInAnyOrderElementsOf(sent);

      slow.read();
      assertThat(slow.awaitVisits(sent.size()).stream().map(Event::visitId))
          .containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  @Test
  void visit_isNotShown_beforeItIsStored() {
    Part worker = STACK.part("worker-1");
    try (EventStream stream = EventStream.reading("/visits/stream?site=held", null)) {
      List<String> ids = ids(5);
      worker.pause();
      try {
        post("held", ids);
        assertThat(RunningApi.get("/visits/" + ids.getFirst()).status()).isEqualTo(404);
        assertThat(stream.visits()).isEmpty();
      } finally {
        worker.resume();
      }

      assertThat(stream.awaitVisits(5).stream().map(Event::visitId))
          .containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  void subscriber_isRefusedWithRetryAfter_whileAsManyListenAsMay() {
    List<EventStream> streams = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        streams.add(EventStream.idle("/visits/stream?site=full", null));
      }
      Answer refused = RunningApi.get("/visits/stream");

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("5");
      assertThat(refused.at("/type").asString()).isEqualTo("/problems/over-capacity");
    } finally {
      streams.forEach(EventStream::close);
    }
    RunningApi.awaitAnswer(
        "/health", health -> EventStream.statusOf("/visits/stream").contains(" 200 "));
  }

  @ParameterizedTest
  @CsvSource({
    "/visits/stream?page=1, /parameter, page",
    "/visits/stream?status=999, /parameter, status",
    "/visits/stream?last_event_id=, /parameter, last_event_id"
  })
  void stream_isRefusedByTheName_whenAParameterCannotBeUsed(
      String path, String pointer, String name) {
    Answer answer = RunningApi.get(path);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at(pointer).asString()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "AgAAAAMAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void reader_isToldOfAGapAndGetsWhatComes_whenItsIdCannotBeRead(String id) {
    try (EventStream stream = EventStream.reading("/visits/stream?site=unreadable", id)) {
      Event gap = stream.await(event -> !event.data().isEmpty());
      stream.await(opening -> !opening.id().isEmpty());
      List<String> ids = ids(3);
      post("unreadable", ids);

      assertThat(gap.data()).startsWith("{\"skipped\":null,\"reason\":");
      assertThat(stream.awaitVisits(3).stream().map(Event::visitId))
          .containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  void head_isAnsweredWithoutAStream() {
    Answer answer = RunningApi.send("HEAD", "/visits/stream", BodyPublishers.noBody());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  private static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> UlidCreator.getUlid().toString()).toList();
  }

  private static void post(String site, List<String> ids) {
    Answer answer =
        RunningApi.post(
            "/events?site=" + site,
            NDJSON,
            ids.stream()
                .map(
                    id ->
                        "{\"id\":\"%s\",\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200,\"user_agent\":\"%s\"}\n"
                            .formatted(id, "agent ".repeat(60)))
                .collect(Collectors.joining()));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.at("/accepted").asInt()).isEqualTo(ids.size());
  }

  private static String latencies(List<Event> events, Map<String, Long> sentAtNanos) {
    long[] millis =
        events.stream()
            .mapToLong(
                event ->
                    (event.atNanos() - sentAtNanos.getOrDefault(event.visitId(), 0L)) / 1_000_000)
            .sorted()
            .toArray();
    return "%d visits, median %d ms, p99 %d ms, most %d ms"
        .formatted(
            millis.length,
            millis[millis.length / 2],
            millis[millis.length * 99 / 100],
            Arrays.stream(millis).max().orElse(0));
  }
}
