package dev.visitortracker.api.query.journey;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.event.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a visit is, as far as that can be known. Nobody writes down where in Kafka a visit went
 * or when, since that would cost each of them; so what is known comes from the visit's row, or from
 * the token that its sender got. What neither says is null.
 *
 * @param token behind the visit, as its sender says; null where nobody gave one
 * @param nodes all databases, in the order of the configuration
 * @param serving those that reads go to now
 * @param seen what those have that answered
 */
record Journey(
    Ulid id,
    @Nullable Position token,
    List<String> nodes,
    Set<String> serving,
    Map<String, NodeSnapshot> seen) {

  /** How it is with a stage; the names appear in answers in lower case. */
  private enum State {
    DONE,
    /** On some of the nodes that reads go to. */
    PARTLY,
    /** Still to come. */
    PENDING,
    /** The visit should have been stored by now and was not. */
    ABSENT
  }

  Journey {
    nodes = List.copyOf(nodes);
    serving = Set.copyOf(serving);
    seen = Map.copyOf(seen);
  }

  /** Whether there is anything to say about it. */
  boolean isKnown() {
    return token != null || isStored();
  }

  Map<String, @Nullable Object> body() {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("id", id.toString());
    body.put("timestamp", Timestamps.format(id.getTime()));
    body.put("stages", List.of(accepted(), appended(), committed(), visible()));
    return body;
  }

  private boolean isStored() {
    return seen.values().stream().anyMatch(NodeSnapshot::isThere);
  }

  /** A token is given away for accepted visits only. */
  private Map<String, @Nullable Object> accepted() {
    Map<String, @Nullable Object> stage = stage("accepted", State.DONE, null);
    stage.put("known_by", evidence());
    stage.put("not_later_than", committedBy());
    return stage;
  }

  private Map<String, @Nullable Object> appended() {
    Map<String, @Nullable Object> stage =
        stage("appended", State.DONE, token == null ? null : partitions(token));
    stage.put("known_by", evidence());
    stage.put("not_later_than", committedBy());
    return stage;
  }

  private Map<String, @Nullable Object> committed() {
    Map<String, @Nullable Object> stage =
        stage("committed", isStored() ? State.DONE : notStored(), null);
    stage.put("not_later_than", committedBy());
    stage.put("missing", token == null ? null : missing(token));
    return stage;
  }

  private Map<String, @Nullable Object> visible() {
    return stage("visible", visibility(), nodes.stream().map(this::node).toList());
  }

  private State visibility() {
    if (!isStored()) {
      return notStored();
    }
    if (serving.stream().noneMatch(this::isThere)) {
      return State.PENDING;
    }
    return serving.stream().allMatch(this::isThere) ? State.DONE : State.PARTLY;
  }

  private State notStored() {
    return passed().findAny().isPresent() ? State.ABSENT : State.PENDING;
  }

  private boolean isThere(String node) {
    NodeSnapshot sighted = seen.get(node);
    return sighted != null && sighted.isThere();
  }

  private Map<String, @Nullable Object> node(String name) {
    NodeSnapshot sighted = seen.get(name);
    Map<String, @Nullable Object> node = new LinkedHashMap<>();
    node.put("node", name);
    node.put("serves", serving.contains(name));
    node.put("shows_it", sighted == null ? null : sighted.isThere());
    node.put(
        "missing", sighted == null || token == null ? null : token.missingAt(sighted.position()));
    return node;
  }

  private String evidence() {
    return isStored() ? "row" : "token";
  }

  /** What is known of those nodes that have everything before the token. */
  private Stream<NodeSnapshot> passed() {
    Position behind = token;
    return behind == null
        ? Stream.empty()
        : seen.values().stream().filter(sighted -> behind.isReachedBy(sighted.position()));
  }

  /**
   * The worker has passed the token by then. When it last moved on is no sooner than when it
   * passed, and the node that has moved the least since is the closest.
   */
  private @Nullable String committedBy() {
    Position behind = token;
    return behind == null || !isStored()
        ? null
        : passed()
            .flatMap(sighted -> lastCommit(sighted, behind).stream())
            .min(Comparator.naturalOrder())
            .map(at -> Timestamps.format(at.toEpochMilli()))
            .orElse(null);
  }

  private static Optional<Instant> lastCommit(NodeSnapshot sighted, Position behind) {
    return behind.nextOffsets().keySet().stream()
        .flatMap(partition -> Stream.ofNullable(sighted.committedAt().get(partition)))
        .max(Comparator.naturalOrder());
  }

  private @Nullable Long missing(Position behind) {
    return seen.values().stream()
        .map(sighted -> behind.missingAt(sighted.position()))
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private static List<Map<String, @Nullable Object>> partitions(Position behind) {
    List<Map<String, @Nullable Object>> partitions = new ArrayList<>();
    new TreeMap<>(behind.nextOffsets())
        .forEach(
            (partition, nextOffset) -> {
              Map<String, @Nullable Object> where = new LinkedHashMap<>();
              where.put("partition", partition);
              where.put("before_offset", nextOffset);
              partitions.add(where);
            });
    return partitions;
  }

  private static Map<String, @Nullable Object> stage(
      String name, State state, @Nullable Object where) {
    Map<String, @Nullable Object> stage = new LinkedHashMap<>();
    stage.put("stage", name);
    stage.put("state", state.name().toLowerCase(Locale.ROOT));
    stage.put("where", where);
    return stage;
  }
}
