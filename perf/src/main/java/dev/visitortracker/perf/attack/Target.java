package dev.visitortracker.perf.attack;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;

/** Where an attack goes: this machine, or a host that its operator has named. */
record Target(URI url) {
  Target {
    String path = url.getRawPath();
    if (!Set.of("http", "https").contains(String.valueOf(url.getScheme()))
        || url.getHost() == null
        || (path != null && !path.isEmpty() && !path.equals("/"))) {
      throw new IllegalArgumentException("the target is http://HOST:PORT, without a path");
    }
  }

  /** Refuses every host whose addresses are not all loopback, unless it is allowed by name. */
  static Target checked(URI url, Set<String> allowedHosts) {
    Target target = new Target(url);
    if (!allowedHosts.contains(url.getHost()) && !target.isLoopback()) {
      throw new IllegalArgumentException(
          url.getHost()
              + " is not this machine: attack your own hosts only, and name each with"
              + " --allow-host");
    }
    return target;
  }

  String text() {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private boolean isLoopback() {
    try {
      return Arrays.stream(InetAddress.getAllByName(url.getHost()))
          .allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host " + url.getHost(), e);
    }
  }
}
