package dev.visitortracker.perf.load;

/** A kept-alive connection, with at most one request on it. */
interface Line {
  void send();
}
