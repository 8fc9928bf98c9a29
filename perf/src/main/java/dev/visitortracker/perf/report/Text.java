package dev.visitortracker.perf.report;

/** Text as HTML takes it. */
final class Text {
  private Text() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
