package dev.visitortracker.api.testing;

import dev.visitortracker.api.contract.Contract.Operation;

/**
 * A request and its answer.
 *
 * @param request what was asked, for messages
 * @param hasBody whether the answer may have a body, which it has not to {@code HEAD}
 */
public record Exchange(Operation operation, String request, Answer answer, boolean hasBody) {
  /** The URI of the problem, or nothing where the answer is none. */
  public String problem() {
    return answer.mediaType().equals("application/problem+json")
        ? answer.at("/type").asString()
        : "";
  }

  public boolean isGood() {
    return answer.status() < 300;
  }

  @Override
  public String toString() {
    return request + " -> " + answer.status() + " " + answer.body();
  }
}
