package dev.visitortracker.api.query.visits;

import dev.visitortracker.api.query.Parameters;

/** The {@code Link} header of a page (RFC 8288). */
record PageLinks(String path, Parameters parameters) {
  String of(Page page) {
    String first = link(parameters.with(Parameters.PAGE, "1", Parameters.CURSOR), "first");
    return page.next() == null
        ? first
        : first
            + ", "
            + link(parameters.with(Parameters.CURSOR, page.next(), Parameters.PAGE), "next");
  }

  private String link(String query, String relation) {
    return "<" + path + "?" + query + ">; rel=\"" + relation + "\"";
  }
}
