package dev.visitortracker.api.query.export;

import dev.visitortracker.api.query.visits.VisitRow;
import java.util.Comparator;
import java.util.List;
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

  MediaType mediaType() {
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

  /** The format that the caller likes best, or none where that is JSON. */
  public static Optional<ExportFormat> preferred(List<MediaType> accepted) {
    return accepted.stream()
        .sorted(Comparator.comparingDouble(MediaType::getQualityValue).reversed())
        .filter(type -> type.getQualityValue() > 0)
        .flatMap(ExportFormat::producible)
        .findFirst()
        .flatMap(format -> format);
  }

  /** JSON comes first, for callers that accept anything. */
  private static Stream<Optional<ExportFormat>> producible(MediaType type) {
    if (type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
      return Stream.of(Optional.empty());
    }
    return Stream.of(values())
        .filter(format -> type.isCompatibleWith(format.mediaType))
        .map(Optional::of);
  }
}
