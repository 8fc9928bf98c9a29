package dev.visitortracker.api.query.export;

import dev.visitortracker.api.query.visits.VisitRow;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.MediaType;

/** The forms in which visits leave without pages, one visit after the other. */
public enum ExportFormat {
  /** One JSON object a line, as {@code GET /visits/{id}} shows it. */
  NDJSON(MediaType.APPLICATION_NDJSON, "") {
    @Override
    void write(VisitRow row, StringBuilder to) {
      row.writeTo(to);
      to.append('\n');
    }
  },
  /** RFC 4180, with a header line. */
  CSV(
      new MediaType(
          new MediaType("text", "csv", StandardCharsets.UTF_8), Map.of("header", "present")),
      CsvLine.HEADER) {
    @Override
    void write(VisitRow row, StringBuilder to) {
      CsvLine.write(row, to);
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // It is, and does not say so.
  private final MediaType mediaType;

  private final String header;

  ExportFormat(MediaType mediaType, String header) {
    this.mediaType = mediaType;
    this.header = header;
  }

  abstract void write(VisitRow row, StringBuilder to);

  public MediaType mediaType() {
    return mediaType;
  }

  /** What stands before the first visit. */
  String header() {
    return header;
  }

  /** The format of this media type, or none where it is that of pages. */
  public static Optional<ExportFormat> of(MediaType type) {
    return Stream.of(values()).filter(format -> format.mediaType.equals(type)).findFirst();
  }
}
