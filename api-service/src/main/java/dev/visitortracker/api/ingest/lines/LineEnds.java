package dev.visitortracker.api.ingest.lines;

/** What ends a line, beside LF and CRLF. */
public enum LineEnds {
  /** Nothing: in JSON a lone CR is white space. */
  LF,
  /** A lone CR, too: some tools part records with it, and no log holds one elsewhere. */
  LF_OR_CR
}
