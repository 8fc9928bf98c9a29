package dev.visitortracker.perf.journey;

import dev.visitortracker.event.VisitIds;
import dev.visitortracker.local.LocalStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends an event of known id at a constant rate and looks for it on every replica that runs: how
 * long a visit takes from a client to its readers, from the time at which it was due to be sent. It
 * costs a few queries a second.
 */
public final class VisibilityProbe implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(5);

  /** Beyond this a probe is skipped: the first of them have been away for long enough to tell. */
  private static final int MAX_PENDING = 2_000;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI events;
  private final List<ReplicaView> replicas;
  private final long interval;
  private final Map<UUID, Pending> pending = new ConcurrentHashMap<>();
  private final List<VisibleProbe> visible = new CopyOnWriteArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong accepted = new AtomicLong();
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(2, Thread.ofPlatform().name("probe-", 0).daemon().factory());
  private long due;
  private volatile boolean sending = true;

  /** Begins at once. */
  public VisibilityProbe(LocalStack stack, double perSecond) {
    this.events = URI.create(stack.apiUrls().getFirst() + "/events");
    this.replicas = stack.replicas().stream().map(part -> new ReplicaView(stack, part)).toList();
    this.interval = Math.round(1e9 / perSecond);
    this.due = System.nanoTime();
    var _ = threads.scheduleAtFixedRate(this::send, 0, interval, TimeUnit.NANOSECONDS);
    var _ = threads.scheduleWithFixedDelay(this::look, 0, POLL.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Sends no more and waits for what is on its way; what is not visible then is {@link #missing}.
   */
  public void finish(Duration limit) {
    sending = false;
    long deadline = System.nanoTime() + limit.toNanos();
    while (missing() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  public List<VisibleProbe> visibleProbes() {
    return List.copyOf(visible);
  }

  /** How many were sent, whatever became of them. */
  public long sent() {
    return sent.get();
  }

  /** How many were answered 202. */
  public long accepted() {
    return accepted.get();
  }

  /** How many were accepted and are not yet visible. */
  public long missing() {
    return pending.values().stream().filter(each -> each.accepted).count();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(SHUTDOWN_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    replicas.forEach(ReplicaView::close);
    http.shutdownNow();
  }

  private void send() {
    long intended = due;
    due += interval;
    if (!sending || pending.size() >= MAX_PENDING) {
      return;
    }
    var id = VisitIds.random(System.currentTimeMillis());
    UUID key = id.toUuid();
    pending.put(key, new Pending(intended));
    sent.incrementAndGet();
    HttpRequest request =
        HttpRequest.newBuilder(events)
            .timeout(ANSWER_LIMIT)
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    """
                    {"id":"%s","site":"probe","source_ip":"10.0.0.1","endpoint":"/probe",\
                    "method":"GET","response_code":200}\
                    """
                        .formatted(id)))
            .build();
    var _ =
        http.sendAsync(request, BodyHandlers.discarding())
            .whenComplete((answer, failure) -> answered(key, answer));
  }

  /** One that was refused, or not answered, may be stored all the same; it proves nothing. */
  private void answered(UUID id, @Nullable HttpResponse<Void> answer) {
    if (answer != null && answer.statusCode() == 202) {
      accepted.incrementAndGet();
      pending.computeIfPresent(id, (_, probe) -> probe.accept());
    } else {
      pending.remove(id);
    }
  }

  private void look() {
    if (pending.isEmpty()) {
      return;
    }
    List<UUID> ids = new ArrayList<>(pending.keySet());
    BitSet reachable = new BitSet();
    for (int i = 0; i < replicas.size(); i++) {
      Optional<List<UUID>> shown = replicas.get(i).shown(ids);
      if (shown.isEmpty()) {
        continue;
      }
      reachable.set(i);
      for (UUID id : shown.get()) {
        Pending probe = pending.get(id);
        if (probe != null) {
          probe.shownBy.set(i);
        }
      }
    }
    long now = System.nanoTime();
    ids.forEach(id -> settle(id, reachable, now));
  }

  private void settle(UUID id, BitSet reachable, long now) {
    Pending probe = pending.get(id);
    if (probe == null || reachable.isEmpty() || !probe.accepted) {
      return;
    }
    BitSet lacking = (BitSet) reachable.clone();
    lacking.andNot(probe.shownBy);
    if (lacking.isEmpty()) {
      pending.remove(id);
      visible.add(new VisibleProbe(probe.due, now - probe.due));
    }
  }

  /** On its way; {@code shownBy} belongs to the looking thread. */
  private static final class Pending {
    final long due;
    final BitSet shownBy = new BitSet();
    volatile boolean accepted;

    Pending(long due) {
      this.due = due;
    }

    Pending accept() {
      accepted = true;
      return this;
    }
  }
}
