package dev.converge.llm.search;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a page of HTML says to its reader: no tags, scripts, styles or comments. It is read once
/// from start to end, and no page is too broken for that.
final class PlainText {
  private static final Map<String, String> ENTITIES =
      Map.of(
          "amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ", "ndash", "–",
          "mdash", "—", "euro", "€", "shy", "");

  /// Elements whose content nobody reads.
  private static final Set<String> UNREAD = Set.of("script", "style", "template", "noscript");

  /// Elements that stand within a sentence; all others end a paragraph.
  private static final Set<String> INLINE =
      Set.of(
          "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "img",
          "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt",
          "u", "var", "wbr");

  /// Characters of the longest entity that is known, with its `&` and `;`.
  private static final int LONGEST_ENTITY = 10;

  private static final String TITLE = "title";
  private static final int HEXADECIMAL = 16;
  private static final int DECIMAL = 10;

  private final String html;
  private final StringBuilder text = new StringBuilder();
  private String title = "";
  private int at;

  private PlainText(String html) {
    this.html = html;
  }

  /// A page's title, empty if it has none, and its paragraphs with empty lines between them.
  record Page(String title, String text) {}

  static Page of(String html) {
    PlainText reader = new PlainText(html);
    reader.read();
    return new Page(reader.title, reader.text.toString());
  }

  private void read() {
    while (at < html.length()) {
      char next = html.charAt(at);
      if (next == '<') {
        tag();
      } else if (next == '&') {
        entity();
      } else {
        // Line ends within a paragraph mean nothing.
        text.append(Character.isWhitespace(next) ? ' ' : next);
        at++;
      }
    }
  }

  private void tag() {
    if (html.startsWith("<!--", at)) {
      at = after("-->", at);
      return;
    }
    int start = at + 1;
    int from = start < html.length() && html.charAt(start) == '/' ? start + 1 : start;
    int to = from;
    while (to < html.length() && Character.isLetterOrDigit(html.charAt(to))) {
      to++;
    }
    if (to == from && !html.startsWith("<!", at) && !html.startsWith("<?", at)) {
      text.append('<');
      at++;
      return;
    }
    String name = html.substring(from, to).toLowerCase(Locale.ROOT);
    at = after(">", to);
    if (from == start && UNREAD.contains(name)) {
      at = after(">", closing(name));
    } else if (from == start && name.equals(TITLE)) {
      int end = closing(name);
      title = of(html.substring(at, end)).text().strip();
      at = after(">", end);
    } else if (!INLINE.contains(name)) {
      text.append("\n\n");
    }
  }

  /// Where the end tag of an element stands; the end of the page if there is none.
  private int closing(String name) {
    for (int i = html.indexOf("</", at); i >= 0; i = html.indexOf("</", i + 2)) {
      if (html.regionMatches(true, i + 2, name, 0, name.length())) {
        return i;
      }
    }
    return html.length();
  }

  private int after(String end, int from) {
    int found = html.indexOf(end, from);
    return found < 0 ? html.length() : found + end.length();
  }

  private void entity() {
    int end = html.indexOf(';', at);
    String name = end < 0 || end - at > LONGEST_ENTITY ? "" : html.substring(at + 1, end);
    String said = name.startsWith("#") ? numbered(name.substring(1)) : ENTITIES.get(name);
    if (said == null || name.isEmpty()) {
      text.append('&');
      at++;
    } else {
      text.append(said);
      at = end + 1;
    }
  }

  private static @org.jspecify.annotations.Nullable String numbered(String number) {
    boolean hex = number.startsWith("x") || number.startsWith("X");
    try {
      int point = Integer.parseInt(hex ? number.substring(1) : number, hex ? HEXADECIMAL : DECIMAL);
      return Character.isValidCodePoint(point) && !Character.isISOControl(point)
          ? Character.toString(point)
          : " ";
    } catch (NumberFormatException _) {
      return null;
    }
  }
}
