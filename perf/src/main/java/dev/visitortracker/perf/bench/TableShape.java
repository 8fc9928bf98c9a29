package dev.visitortracker.perf.bench;

import java.util.List;

/** What the growing partition may carry beside its primary key: the candidates, lightest first. */
enum TableShape {
  PRIMARY_KEY_ONLY(""),
  /** Says of 32 blocks which values they do not hold: a few bytes a row, written after the rows. */
  BRIN_BLOOM(
      """
      USING brin (site text_bloom_ops, endpoint text_bloom_ops, source_ip inet_bloom_ops) \
      WITH (pages_per_range = 32)
      """),
  /** Equal values share one entry, so the tree stays small; a page is sorted after it is found. */
  NARROW_TWO(
      """
      (endpoint)
      (source_ip)
      """),
  NARROW_THREE(
      """
      (site)
      (endpoint)
      (source_ip)
      """),
  /** As before, but one tree for two filters; without a site the server skips from site to site. */
  NARROW_PAIR(
      """
      (site, endpoint)
      (source_ip)
      """),
  /** One inverted index for all; new entries wait in a list and are merged in bulk. */
  INVERTED(
      """
      USING gin (site, endpoint, source_ip) WITH (gin_pending_list_limit = 1024)
      """),
  /** A page of a site comes in order straight from its index, however quiet the site has been. */
  ORDERED_SITE(
      """
      (site, id)
      (endpoint)
      (source_ip)
      """),
  /** A page of a filter comes in order straight from the index. */
  ORDERED_TWO(
      """
      (endpoint, id)
      (source_ip, id)
      """),
  ORDERED_THREE(
      """
      (site, id)
      (endpoint, id)
      (source_ip, id)
      """);

  private final String indexes;

  TableShape(String indexes) {
    this.indexes = indexes;
  }

  /** What stands behind {@code CREATE INDEX ON visit_events}, one for each index. */
  List<String> indexes() {
    return indexes.lines().toList();
  }
}
