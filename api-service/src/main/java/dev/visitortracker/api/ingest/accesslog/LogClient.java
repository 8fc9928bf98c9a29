package dev.visitortracker.api.ingest.accesslog;

import dev.visitortracker.api.ingest.request.LogFormat;
import dev.visitortracker.event.Addresses;
import org.jspecify.annotations.Nullable;

/** The client's address among the fields that stand before the time of a text log. */
final class LogClient {
  private LogClient() {}

  /**
   * The text of the address, without port. Of a list it is the first address, which is what the
   * client or the proxy next to it said. Where the first field is no address, it may be the name of
   * a virtual host before it. What is found may be no address: the rules decide.
   */
  static String of(String fields, LogFormat format) {
    LogCursor cursor = new LogCursor(fields, 0);
    String first = cursor.word();
    return switch (format) {
      case VHOST_COMBINED -> withoutPort(cursor.word());
      case X_FORWARDED_FOR -> ofList(first, cursor);
      default -> first.indexOf(',') >= 0 ? ofList(first, cursor) : ofWords(first, cursor);
    };
  }

  private static String ofWords(String first, LogCursor cursor) {
    String address = withoutPort(first);
    if (Addresses.parse(address) != null) {
      return address;
    }
    String second = withoutPort(cursor.word());
    return Addresses.parse(second) == null ? address : second;
  }

  private static String ofList(String first, LogCursor cursor) {
    String word = first;
    for (boolean goesOn = true; goesOn; word = cursor.word()) {
      String address = addressIn(word);
      if (address != null) {
        return address;
      }
      goesOn = word.endsWith(",");
    }
    return first;
  }

  private static @Nullable String addressIn(String list) {
    for (int start = 0; start < list.length(); ) {
      int comma = list.indexOf(',', start);
      int end = comma < 0 ? list.length() : comma;
      String address = withoutPort(list.substring(start, end));
      if (Addresses.parse(address) != null) {
        return address;
      }
      start = end + 1;
    }
    return null;
  }

  /** Takes {@code 192.0.2.7:80}, {@code [2001:db8::7]:80} and {@code [2001:db8::7]}. */
  static String withoutPort(String text) {
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      return close < 0 ? text : text.substring(1, close);
    }
    int colon = text.indexOf(':');
    boolean isOnly = colon >= 0 && text.indexOf(':', colon + 1) < 0;
    return isOnly ? text.substring(0, colon) : text;
  }
}
