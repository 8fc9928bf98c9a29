package dev.visitortracker.api.connection;

/** Makes Reactor Netty end a request that was decoded but is not taken; the guard answers it. */
final class RefusedRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedRequestException(String problem) {
    super(problem, null, false, false);
  }
}
