package dev.visitortracker.local.postgres;

/** What a PostgreSQL server is at present: the primary, or a replica of it. */
sealed interface DatabaseRole permits Primary, Replica {

  /** Makes on disk what the server needs before it is launched. */
  void prepare();

  /** Asks the running server once; answered within seconds. */
  boolean isReady();

  /** Puts right what kept the server from starting; false where there is nothing to be done. */
  boolean repair();
}
