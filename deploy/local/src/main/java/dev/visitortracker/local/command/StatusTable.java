package dev.visitortracker.local.command;

import dev.visitortracker.local.PartStatus;
import dev.visitortracker.local.StackStatus;
import java.util.stream.Collectors;

/** The status as people read it. */
record StatusTable(StackStatus status) {
  private static final String ROW = "%-10s %-12s %8s  %-17s %9s  %s";

  String text() {
    String rows = status.parts().stream().map(StatusTable::row).collect(Collectors.joining("\n"));
    return ROW.formatted("PART", "STATE", "PID", "ADDRESS", "MEMORY", "") + "\n" + rows;
  }

  private static String row(PartStatus part) {
    return ROW.formatted(
        part.name(),
        part.exitCode() == null ? part.state() : part.state() + "(" + part.exitCode() + ")",
        part.pid() == null ? "-" : part.pid(),
        part.host() + ":" + part.port(),
        (part.memoryBytes() >> 20) + " MiB",
        part.database() == null
            ? ""
            : "%s of %s as %s".formatted(part.role(), part.database(), part.user()));
  }
}
