package dev.visitortracker.api.query;

import dev.visitortracker.event.Addresses;
import dev.visitortracker.event.Endpoints;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitRules;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The parameters that compare one column with one value. */
public enum Filter {
  SITE("site", "1 to 64 characters of a-z, 0-9, '.' and '-'") {
    @Override
    @Nullable Object parse(String text) {
      return VisitRules.isSite(text) ? text : null;
    }

    @Override
    public Object of(Visit visit) {
      return visit.site();
    }
  },
  ENDPOINT("endpoint", "1 to " + VisitRules.MAX_ENDPOINT + " characters") {
    @Override
    @Nullable Object parse(String text) {
      String endpoint = Endpoints.decoded(text);
      return isText(endpoint, VisitRules.MAX_ENDPOINT) ? endpoint : null;
    }

    @Override
    public Object of(Visit visit) {
      return visit.endpoint();
    }
  },
  METHOD("method", "an HTTP method of 1 to " + VisitRules.MAX_METHOD + " characters") {
    @Override
    @Nullable Object parse(String text) {
      return VisitRules.isMethod(text) ? text : null;
    }

    @Override
    public Object of(Visit visit) {
      return visit.method();
    }
  },
  STATUS("response_code", "100 to 599") {
    @Override
    @Nullable Object parse(String text) {
      return text.matches("[1-5][0-9]{2}") ? Short.valueOf(text) : null;
    }

    @Override
    public Object of(Visit visit) {
      return (short) visit.responseCode();
    }
  },
  /** All codes that begin with one digit. */
  STATUS_CLASS("response_code / 100", "1xx to 5xx") {
    @Override
    @Nullable Object parse(String text) {
      return text.matches("[1-5]xx") ? Short.valueOf(text.substring(0, 1)) : null;
    }

    @Override
    public Object of(Visit visit) {
      return (short) (visit.responseCode() / 100);
    }
  },
  SOURCE_IP("source_ip", "an IPv4 or IPv6 address") {
    @Override
    @Nullable Object parse(String text) {
      return Addresses.parse(text);
    }

    @Override
    public Object of(Visit visit) {
      return visit.sourceIp();
    }
  };

  private final String column;
  private final String allowed;

  Filter(String column, String allowed) {
    this.column = column;
    this.allowed = allowed;
  }

  /** The value to compare with, or null where the text is none. */
  abstract @Nullable Object parse(String text);

  /** What a visit has in the column, of the type that {@link #parse} gives. */
  public abstract Object of(Visit visit);

  public String parameter() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String column() {
    return column;
  }

  String allowed() {
    return allowed;
  }

  private static boolean isText(String text, int maxCharacters) {
    return !text.isEmpty()
        && text.codePointCount(0, text.length()) <= maxCharacters
        && text.indexOf('\0') < 0;
  }
}
