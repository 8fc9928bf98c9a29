package dev.visitortracker.perf.load;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Visits like those of a busy site: 2 000 endpoints and 300 browsers of which few are frequent, 50
 * 000 visitors, one site, 5 000 visits a second of event time. The same seed gives the same visits,
 * but for the random part of their ids.
 */
public final class Workload {
  private static final int ENDPOINTS = 2_000;
  private static final int VISITORS = 50_000;
  private static final int BROWSERS = 300;
  private static final int PER_SECOND = 5_000;

  private final SplittableRandom random = new SplittableRandom(42);
  private final long startMillis;
  private long made;

  /** Visits from the given time on. */
  public Workload(long startMillis) {
    this.startMillis = startMillis;
  }

  /** Visits without end, in the order of their time. */
  public Stream<Visit> stream() {
    return Stream.generate(this::next);
  }

  /** The next visits, in the order of their time. */
  public List<Visit> next(int count) {
    return stream().limit(count).toList();
  }

  private Visit next() {
    return at(startMillis + made++ * 1000 / PER_SECOND, "shop");
  }

  /** The next visit, at that time and of that site. */
  public Visit at(long millis, String site) {
    return new Visit(
        VisitIds.random(millis),
        site,
        address(random.nextInt(VISITORS)),
        "/products/category-" + skewed(ENDPOINTS),
        "GET",
        random.nextInt(50) == 0 ? 404 : 200,
        browser(100 + skewed(BROWSERS)),
        random.nextInt(3) == 0 ? "https://search.example/results" : null,
        random.nextInt(900));
  }

  /** Small numbers are frequent: the square of an even distribution. */
  private int skewed(int bound) {
    double even = random.nextDouble();
    return (int) (even * even * bound);
  }

  private static String browser(int version) {
    return "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        + " Chrome/"
        + version
        + ".0.0.0 Safari/537.36";
  }

  private static InetAddress address(int number) {
    try {
      return InetAddress.getByAddress(
          new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
