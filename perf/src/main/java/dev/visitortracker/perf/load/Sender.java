package dev.visitortracker.perf.load;

/** A kept-alive connection, with at most one request on it. */
interface Sender {
  void send();
}
