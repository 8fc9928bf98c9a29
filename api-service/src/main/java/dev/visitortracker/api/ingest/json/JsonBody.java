package dev.visitortracker.api.ingest.json;

import dev.visitortracker.api.ingest.outcome.Rejection;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.event.Visit;
import java.util.List;

/** What a body of JSON holds. */
public sealed interface JsonBody {
  /** One event that keeps the rules. */
  record One(Visit visit) implements JsonBody {}

  /**
   * The elements of an array.
   *
   * @param repeated elements whose id stood in the array before
   */
  record Many(List<Visit> visits, List<Rejection> rejections, int repeated) implements JsonBody {
    int size() {
      return visits.size() + rejections.size() + repeated;
    }
  }

  /**
   * Nothing that can be taken.
   *
   * @param events how many events it holds all the same
   */
  public record Refused(Problem problem, int events) implements JsonBody {}
}
