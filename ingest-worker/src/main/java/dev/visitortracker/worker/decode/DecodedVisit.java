package dev.visitortracker.worker.decode;

import dev.visitortracker.event.Visit;
import dev.visitortracker.worker.consume.SourceRecord;

/** A visit and the record that it came in. */
public record DecodedVisit(Visit visit, SourceRecord source) {}
