package dev.visitortracker.api.token;

import org.jspecify.annotations.Nullable;

/**
 * The preferences of a list as in RFC 7240, section 2, one after the other: a name, perhaps a
 * value, and parameters, which are passed over. It goes over the text once and never fails.
 */
final class PreferenceScanner {
  /** RFC 9110 section 5.6.2, beside letters and digits. */
  private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

  private final String text;
  private int at;
  private String name = "";
  private @Nullable String value;

  PreferenceScanner(String text) {
    this.text = text;
  }

  /** Goes to the next preference; false: there is none. */
  boolean advance() {
    while (at < text.length() && !isToken(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return false;
    }
    name = token();
    skipSpaces();
    value = at < text.length() && text.charAt(at) == '=' ? valueBehindSign() : null;
    skipRest();
    return true;
  }

  String name() {
    return name;
  }

  /** Without quotes; null where the preference has none. */
  @Nullable String value() {
    return value;
  }

  private String valueBehindSign() {
    at++;
    skipSpaces();
    return at < text.length() && text.charAt(at) == '"' ? quoted() : token();
  }

  private String token() {
    int start = at;
    while (at < text.length() && isToken(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  /** The content up to the next quotation mark, or to the end where there is none. */
  private String quoted() {
    var content = new StringBuilder();
    for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      content.append(text.charAt(at));
    }
    at = Math.min(at + 1, text.length());
    return content.toString();
  }

  private void skipSpaces() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  /** To the comma that ends the preference; one in quotes ends nothing. */
  private void skipRest() {
    while (at < text.length() && text.charAt(at) != ',') {
      if (text.charAt(at) == '"') {
        quoted();
      } else {
        at++;
      }
    }
  }

  private static boolean isToken(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || TOKEN_SIGNS.indexOf(character) >= 0;
  }
}
