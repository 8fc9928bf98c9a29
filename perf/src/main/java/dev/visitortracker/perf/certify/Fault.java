package dev.visitortracker.perf.certify;

import java.time.Duration;

/**
 * What is killed while the load goes on, started again a little later, and what must hold
 * meanwhile. Outside of a fault's window all objectives hold; within it those that the fault does
 * not touch.
 */
enum Fault {
  /** Nothing is stored until it is back; it reads on where its watermark is. */
  WORKER("worker-1", Duration.ofSeconds(60), true, true, false),
  /** There is one: what cannot be kept must be refused with Retry-After, never accepted. */
  BROKER("kafka", Duration.ofSeconds(60), false, true, false),
  /** Its reads go to the other one; visits are visible where a replica runs. */
  REPLICA("replica-1", Duration.ofSeconds(30), true, true, true),
  /** Only a cache: nobody may notice. */
  REDIS("redis", Duration.ofSeconds(10), true, true, true);

  private final String part;
  private final Duration recovery;
  private final boolean accepts;
  private final boolean reads;
  private final boolean visible;

  Fault(String part, Duration recovery, boolean accepts, boolean reads, boolean visible) {
    this.part = part;
    this.recovery = recovery;
    this.accepts = accepts;
    this.reads = reads;
    this.visible = visible;
  }

  String part() {
    return part;
  }

  /** Within which all objectives hold again, from the moment at which the part is ready again. */
  Duration recovery() {
    return recovery;
  }

  /** Events must be accepted meanwhile; else they may also be refused with Retry-After. */
  boolean accepts() {
    return accepts;
  }

  /** Reads must be answered meanwhile. */
  boolean reads() {
    return reads;
  }

  /** Visits must become visible within the objective meanwhile. */
  boolean visible() {
    return visible;
  }

  String obligation() {
    return (accepts ? "events accepted" : "events accepted, or refused with Retry-After")
        + ", reads answered, "
        + (visible ? "visible within the objective" : "visible again")
        + " within "
        + recovery.toSeconds()
        + " s of its return";
  }
}
