package dev.visitortracker.api.problem;

/**
 * Ends a body that is broken or grows beyond its bounds. It is the sender's doing, so it carries
 * the answer and no stack.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
