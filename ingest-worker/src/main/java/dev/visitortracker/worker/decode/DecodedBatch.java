package dev.visitortracker.worker.decode;

import dev.visitortracker.worker.consume.SourceBatch;
import dev.visitortracker.worker.deadletter.DeadLetter;
import java.util.List;

/** A batch whose every record is now a visit or a dead letter. */
public record DecodedBatch(
    SourceBatch source, List<DecodedVisit> visits, List<DeadLetter> deadLetters) {}
