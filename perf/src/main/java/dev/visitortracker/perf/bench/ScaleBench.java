package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.report.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The same backlog with 1, 2 and 4 partitions, as many lanes of one worker, and as many workers.
 * Each number needs a stack of its own, so the samples of one follow each other, after one to warm
 * up; all share the machine's cores, so that this shows what more of each costs, not what a larger
 * machine would give.
 */
final class ScaleBench {
  private static final List<Integer> NUMBERS = List.of(1, 2, 4);
  private static final List<Integer> QUICK = List.of(1, 4);

  private ScaleBench() {}

  static List<Figure> run(Laboratory laboratory) throws Exception {
    List<Figure> figures = new ArrayList<>();
    boolean quick = laboratory.effort().quick();
    for (int number : quick ? QUICK : NUMBERS) {
      add(figures, drain(laboratory, 1, number, number, "1 worker, %1$d partitions, %1$d lanes"));
    }
    for (int number : quick ? List.<Integer>of() : NUMBERS.subList(1, NUMBERS.size())) {
      add(figures, drain(laboratory, number, number, 1, "%1$d workers, %1$d partitions, 1 lane"));
    }
    return figures;
  }

  private static void add(List<Figure> figures, Figure figure) {
    figures.add(figures.isEmpty() ? figure : figure.against(figures.getFirst(), null));
  }

  private static Figure drain(
      Laboratory laboratory, int workers, int partitions, int lanes, String name) throws Exception {
    LocalStack stack = laboratory.stack(laboratory.stacks().scaled(workers, partitions, lanes));
    List<Part> running =
        IntStream.rangeClosed(1, workers).mapToObj(i -> stack.part("worker-" + i)).toList();
    var drain = new Drain(stack, new Database(stack));
    String title = name.formatted(partitions);
    return new Rounds(laboratory.effort())
        .add(title, "rows/s", _ -> drain.perSecond(running, laboratory.effort().rows()))
        .run()
        .get(title);
  }
}
