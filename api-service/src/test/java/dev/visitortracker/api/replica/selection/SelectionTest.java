package dev.visitortracker.api.replica.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SelectionTest {
  private static final int READS = 6_000;
  private static final @Nullable InetAddress ANYBODY = null;
  private static final List<Replica> THREE =
      List.of(new Replica("r1", 1, 0), new Replica("r2", 2, 0), new Replica("r3", 3, 0));

  private record Replica(String name, int weight, int inFlight) implements Candidate {}

  @ParameterizedTest
  @EnumSource(SelectionKind.class)
  void order_holdsEachReplicaOnce_whicheverComesFirst(SelectionKind kind) {
    Selection selection = kind.selection();

    for (int caller = 0; caller < 100; caller++) {
      assertThat(selection.order(THREE, from(caller))).containsExactlyInAnyOrderElementsOf(THREE);
      assertThat(selection.order(List.<Replica>of(), from(caller))).isEmpty();
    }
  }

  @Test
  void reads_areSharedEvenly_inTurn() {
    assertThat(firsts(new RoundRobin(), THREE))
        .containsEntry("r1", READS / 3)
        .containsEntry("r2", READS / 3)
        .containsEntry("r3", READS / 3);
  }

  @Test
  void reads_areSharedByWeight_andNeverComeInBursts() {
    var selection = new Weighted();
    List<String> firsts =
        IntStream.range(0, READS)
            .mapToObj(read -> selection.order(THREE, ANYBODY).getFirst().name())
            .toList();

    for (int from = 0; from < READS; from += 60) {
      Map<String, Long> shares = count(firsts.subList(from, from + 60).stream());
      assertThat(shares.get("r1")).isCloseTo(10, within(2L));
      assertThat(shares.get("r2")).isCloseTo(20, within(2L));
      assertThat(shares.get("r3")).isCloseTo(30, within(2L));
    }
  }

  @Test
  void reads_goWhereFewestAreInFlight_andTakeTurnsAmongEquals() {
    List<Replica> busy =
        List.of(new Replica("r1", 1, 5), new Replica("r2", 1, 2), new Replica("r3", 1, 2));
    var selection = new LeastInFlight();

    assertThat(firsts(selection, busy))
        .doesNotContainKey("r1")
        .hasEntrySatisfying("r2", reads -> assertThat(reads).isGreaterThan(READS / 4))
        .hasEntrySatisfying("r3", reads -> assertThat(reads).isGreaterThan(READS / 4));
    assertThat(selection.order(busy, ANYBODY).getLast().name()).isEqualTo("r1");
  }

  @Test
  void callers_areSpreadEvenly_byTheirAddress() {
    Map<String, Long> callers =
        count(IntStream.range(0, READS).mapToObj(caller -> byAddress(THREE, caller)));

    assertThat(callers.values())
        .hasSize(3)
        .allSatisfy(share -> assertThat(share).isCloseTo(READS / 3, within(READS / 20L)));
  }

  @Test
  void onlyCallersOfTheOneThatLeaves_move_andTheyAreSpreadOverTheOthers() {
    List<Replica> two = List.of(THREE.get(2), THREE.get(0));
    List<Integer> moved =
        IntStream.range(0, READS)
            .boxed()
            .filter(caller -> !byAddress(two, caller).equals(byAddress(THREE, caller)))
            .toList();

    assertThat(moved).allMatch(caller -> byAddress(THREE, caller).equals("r2"));
    assertThat(count(moved.stream().map(caller -> byAddress(two, caller))).values())
        .allSatisfy(
            share -> assertThat(share).isCloseTo(moved.size() / 2, within(moved.size() / 10L)));
  }

  @Test
  void nextChoiceOfACaller_isWhereItGoes_whenTheFirstLeaves() {
    for (int caller = 0; caller < 100; caller++) {
      List<Replica> order = new AddressHash().order(THREE, from(caller));

      assertThat(byAddress(order.subList(1, 3), caller)).isEqualTo(order.get(1).name());
    }
  }

  private static String byAddress(List<Replica> replicas, int caller) {
    return new AddressHash().order(replicas, from(caller)).getFirst().name();
  }

  private static Map<String, Integer> firsts(Selection selection, List<Replica> replicas) {
    return IntStream.range(0, READS)
        .mapToObj(read -> selection.order(replicas, ANYBODY).getFirst().name())
        .collect(Collectors.toMap(Function.identity(), name -> 1, Integer::sum));
  }

  private static Map<String, Long> count(Stream<String> names) {
    return names.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  /** Neighbours in one network, as callers are. */
  private static InetAddress from(int caller) {
    try {
      byte[] address = {10, 1, (byte) (caller >> 8), (byte) caller};
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
