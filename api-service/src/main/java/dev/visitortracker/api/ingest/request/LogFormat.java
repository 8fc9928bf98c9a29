package dev.visitortracker.api.ingest.request;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The formats of access logs that {@code format=} names. */
public enum LogFormat {
  /** Recognised from the first lines. */
  AUTO,
  /** Common and combined format of Apache httpd, nginx and others; more fields are passed over. */
  COMBINED,
  /** The name of the virtual host stands before the client's address. */
  VHOST_COMBINED,
  /** The client's port is behind its address. */
  IP_PORT,
  /** A list from X-Forwarded-For stands in place of the client's address. */
  X_FORWARDED_FOR,
  /** Combined with the time of the request, and fields of upstreams. */
  NGINX,
  /** One JSON object a line, as Caddy writes it. */
  CADDY,
  /** One JSON object a line, as Traefik writes it. */
  TRAEFIK,
  /** W3C extended format, whose {@code #Fields} line names the fields: IIS, CloudFront. */
  W3C,
  /** AWS Application Load Balancer. */
  ALB;

  /** All names, for messages. */
  static final String NAMES =
      Arrays.stream(values()).map(LogFormat::word).collect(Collectors.joining(", "));

  /** The format of this name, or null. */
  static @Nullable LogFormat of(String name) {
    return Arrays.stream(values())
        .filter(format -> format.word().equals(name))
        .findFirst()
        .orElse(null);
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
