package dev.visitortracker.api;

import dev.visitortracker.api.Contract.Operation;

/**
 * A request and its answer.
 *
 * @param request what was asked, for messages
 * @param hasBody whether the answer may have a body, which it has not to {@code HEAD}
 */
record Exchange(Operation operation, String request, Answer answer, boolean hasBody) {
  /** The URI of the problem, or nothing where the answer is none. */
  String problem() {
    return answer.mediaType().equals("application/problem+json")
        ? answer.at("/type").asString()
        : "";
  }

  boolean isGood() {
    return answer.status() < 300;
  }

  @Override
  public String toString() {
    return request + " -> " + answer.status() + " " + answer.body();
  }
}
