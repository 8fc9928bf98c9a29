package dev.visitortracker.api.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.replica.selection.SelectionKind;
import dev.visitortracker.api.token.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Who serves, by what the probes have seen. The nodes never connect. */
class RotationTest {
  private static final ReplicaSettings SETTINGS =
      new Binder(
              new MapConfigurationPropertySource(
                  Map.of("replica.nodes[0].name", "x", "replica.nodes[0].host", "127.0.0.1")))
          .bind("replica", ReplicaSettings.class)
          .get();
  private static final ReadTerms ANY = new ReadTerms(Position.START, null);
  private static final Duration MAX_LAG = Duration.ofSeconds(10);

  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final Node first = node("first");
  private final Node second = node("second");
  private final Node primary = node("primary");
  private final Rotation rotation = rotation(PrimaryReads.FALLBACK);

  @Test
  void replica_leavesAndComesBackLast_whenAnotherShowsMoreForTooLong() {
    seen(first, 200, 200);
    seen(second, 100, 200);
    assertThat(next()).containsExactly("first", "second");

    now = now.plus(MAX_LAG).plusMillis(1);
    seen(second, 100, 200);

    assertThat(second.state().kind()).isEqualTo(NodeState.Kind.LAGGING);
    assertThat(next()).containsExactly("first", "second");
    assertThat(next()).containsExactly("first", "second");
    assertThat(rotation.next(ANY).hasChoice()).isTrue();

    seen(second, 200, 200);
    assertThat(second.state().isUsable()).isTrue();
  }

  @Test
  void replica_stays_whenOnlyItselfHasReceivedMore() {
    second.answered(Duration.ZERO, sighting(100, 900, Position.START), 100, MAX_LAG);
    now = now.plusSeconds(3_600);
    second.answered(Duration.ZERO, sighting(100, 900, Position.START), 100, MAX_LAG);

    assertThat(second.state().isUsable()).isTrue();
    assertThat(second.state().lag()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void replica_isBackOnlyWhenItFollowsWell_afterItLagged() {
    seen(second, 100, 100);
    seen(second, 100, 200);
    now = now.plusSeconds(11);
    seen(second, 100, 300);
    assertThat(second.state().isUsable()).isFalse();

    now = now.plusSeconds(1);
    seen(second, 200, 400);
    assertThat(second.state().isUsable()).isFalse();
    now = now.plusSeconds(6);
    seen(second, 400, 500);
    assertThat(second.state().isUsable()).isFalse();
    now = now.plusSeconds(4);
    seen(second, 500, 600);
    assertThat(second.state().isUsable()).isTrue();
  }

  @Test
  void primary_isAskedBehindTheReplicas_andNeverAsASecondChoice() {
    seen(first, 100, 100);
    takesWrites(primary);

    Candidates candidates = rotation.next(ANY);
    assertThat(candidates.next()).isEqualTo(first);
    assertThat(candidates.hasChoice()).isFalse();
    assertThat(candidates.next()).isEqualTo(primary);
    assertThat(candidates.next()).isNull();
  }

  @Test
  void node_doesNotServe_whenItIsDownOrHasNotReachedThePosition() {
    var wanted = new Position(Map.of(0, 7L));
    first.answered(Duration.ZERO, sighting(100, 100, wanted), 100, MAX_LAG);
    seen(second, 100, 100);
    takesWrites(primary);
    primary.lost(new IllegalStateException("gone"));

    assertThat(names(rotation.next(new ReadTerms(wanted, null)))).containsExactly("first");
  }

  @Test
  void primary_servesAlone_whenNoReplicaCan_unlessReadsMayNotGoThere() {
    takesWrites(primary);

    assertThat(names(rotation.next(ANY))).containsExactly("primary");
    assertThat(rotation.isThere()).isTrue();
    Rotation withoutPrimary = rotation(PrimaryReads.NEVER);
    assertThat(names(withoutPrimary.next(ANY))).isEmpty();
    assertThat(withoutPrimary.isThere()).isFalse();
    assertThat(withoutPrimary.onPrimary(Position.START)).isEqualTo(Reached.NONE);
  }

  @Test
  void replica_leavesTheRotation_whenItIsPromoted_andTheOldPrimaryJoinsIt() {
    seen(first, 100, 100);
    takesWrites(primary);
    primary.lost(new IllegalStateException("gone"));

    takesWrites(first);
    assertThat(names(rotation.next(ANY))).containsExactly("first");
    assertThat(rotation.onPrimary(Position.START)).isEqualTo(Reached.PRIMARY);

    seen(primary, 100, 100);
    assertThat(names(rotation.next(ANY))).containsExactly("primary", "first");
  }

  private Rotation rotation(PrimaryReads primaryReads) {
    return new Rotation(
        List.of(first, second, primary), primaryReads, SelectionKind.ROUND_ROBIN.selection());
  }

  private void takesWrites(Node node) {
    node.answered(
        Duration.ZERO, new ProbeResult(100, 100, 1, true, null, Position.START), 100, MAX_LAG);
  }

  private void seen(Node node, long shown, long elsewhere) {
    node.answered(Duration.ZERO, sighting(shown, shown, Position.START), elsewhere, MAX_LAG);
  }

  private static ProbeResult sighting(long shown, long received, Position position) {
    return new ProbeResult(shown, received, 0, true, null, position);
  }

  private List<String> next() {
    return names(rotation.next(ANY)).stream().filter(name -> !name.equals("primary")).toList();
  }

  private static List<String> names(Candidates candidates) {
    List<String> names = new ArrayList<>();
    for (Node node = candidates.next(); node != null; node = candidates.next()) {
      names.add(node.name());
    }
    return names;
  }

  private Node node(String name) {
    var pools = new Pools(SETTINGS);
    ReplicaSettings.Node node = SETTINGS.nodes().getFirst();
    return new Node(name, 1, pools.reads(node), pools.probes(node), () -> now);
  }
}
