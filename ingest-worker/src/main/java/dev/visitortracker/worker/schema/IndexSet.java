package dev.visitortracker.worker.schema;

import java.util.List;

/**
 * The indexes of a partition beside its primary key. Which ones, and why not the same for all, is
 * measured; the figures and the decision are in docs/rationale.md.
 */
public enum IndexSet {
  /**
   * The set while visits arrive. A page of a site comes in order from its index, also where other
   * sites have sent much since. In the other two indexes equal values share one entry, which costs
   * a writer less; a page is found by its filter and then sorted.
   */
  GROWING("site, id", "endpoint", "source_ip"),

  /** The set when no more visits arrive: a page of a filter comes in order from the index. */
  CLOSED("site, id", "endpoint, id", "source_ip, id");

  /** One index; an index that is in both sets has the same name in both. */
  public record Index(String name, String columns) {}

  private final String site;
  private final String endpoint;
  private final String sourceIp;

  IndexSet(String site, String endpoint, String sourceIp) {
    this.site = site;
    this.endpoint = endpoint;
    this.sourceIp = sourceIp;
  }

  /** The indexes that a partition has in this state. */
  public List<Index> of(String partition) {
    return List.of(index(partition, site), index(partition, endpoint), index(partition, sourceIp));
  }

  private static Index index(String partition, String columns) {
    return new Index(partition + "_by_" + columns.replace(", ", "_"), columns);
  }
}
