package dev.visitortracker.api.query.export;

import dev.visitortracker.api.query.visits.VisitRow;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.MediaType;

/** The forms in which visits leave without pages, one visit after the other. */
public enum ExportFormat {
  /** One JSON object a line, as {@code GET /visits/{id}} shows it. */
  NDJSON(MediaType.APPLICATION_NDJSON, "", "visits.ndjson") {
    @Override
    void write(VisitRow row, StringBuilder to) {
      row.writeTo(to);
      to.append('\n');
    }
  },
  /** RFC 4180, with a header line, as the media type's parameters say. */
  CSV(
      MediaType.parseMediaType("text/csv;charset=utf-8;header=present"),
      CsvLine.HEADER,
      "visits.csv") {
    @Override
    void write(VisitRow row, StringBuilder to) {
      CsvLine.write(row, to);
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // It is, and does not say so.
  private final MediaType mediaType;

  private final String header;
  private final String fileName;

  ExportFormat(MediaType mediaType, String header, String fileName) {
    this.mediaType = mediaType;
    this.header = header;
    this.fileName = fileName;
  }

  abstract void write(VisitRow row, StringBuilder to);

  public MediaType mediaType() {
    return mediaType;
  }

  /** What stands before the first visit. */
  String header() {
    return header;
  }

  /** What a browser calls the export that it saves. */
  String fileName() {
    return fileName;
  }

  /** The format of this media type, or none where it is that of pages. */
  public static Optional<ExportFormat> of(MediaType type) {
    return Stream.of(values()).filter(format -> format.mediaType.equals(type)).findFirst();
  }
}
