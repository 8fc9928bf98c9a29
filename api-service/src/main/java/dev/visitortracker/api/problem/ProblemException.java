package dev.visitortracker.api.problem;

/**
 * Leads a refusal from where it is found to the one place that answers it. It is the sender's
 * doing, so it carries the problem and no stack.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /** A parameter that cannot be used; see {@link Problem#invalidParameter}. */
  public static ProblemException parameter(String name, String problem, String allowed) {
    return new ProblemException(Problem.invalidParameter(name, problem, allowed));
  }

  /** A header that cannot be used; see {@link Problem#invalidHeader}. */
  public static ProblemException header(String name, String problem, String allowed) {
    return new ProblemException(Problem.invalidHeader(name, problem, allowed));
  }

  public Problem problem() {
    return problem;
  }
}
