package dev.converge.domain.patent.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the markup of one record, SGML and XML alike: tags that nobody closed end with what is
/// around them, names of entities that are not known become a space. No declaration is followed and
/// no file is opened, so a record can ask for nothing.
final class Markup {
  /// Maximum nesting depth of elements; deeper elements are read as text of the deepest one.
  private static final int MAX_DEPTH = 200;

  private static final int MAX_ENTITY = 12;

  private static final Map<String, String> ENTITIES =
      Map.ofEntries(
          Map.entry("amp", "&"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("quot", "\""),
          Map.entry("apos", "'"),
          Map.entry("lsquo", "'"),
          Map.entry("rsquo", "'"),
          Map.entry("ldquo", "\""),
          Map.entry("rdquo", "\""),
          Map.entry("ndash", "-"),
          Map.entry("mdash", "-"),
          Map.entry("deg", "°"),
          Map.entry("plusmn", "±"),
          Map.entry("times", "×"),
          Map.entry("mgr", "µ"),
          Map.entry("micro", "µ"),
          Map.entry("agr", "α"),
          Map.entry("bgr", "β"),
          Map.entry("ggr", "γ"),
          Map.entry("auml", "ä"),
          Map.entry("ouml", "ö"),
          Map.entry("uuml", "ü"),
          Map.entry("szlig", "ß"),
          Map.entry("eacute", "é"),
          Map.entry("egrave", "è"),
          Map.entry("ccedil", "ç"),
          Map.entry("oslash", "ø"),
          Map.entry("aring", "å"));

  private final String source;
  private int at;

  private Markup(String source) {
    this.source = source;
  }

  /// An element with its elements and texts, in order.
  static final class Element {
    private final String name;
    private final String attributes;
    private final List<Object> content = new ArrayList<>();

    Element(String name, String attributes) {
      this.name = name;
      this.attributes = attributes;
    }

    String name() {
      return name;
    }

    /// The value of an attribute; empty if there is none.
    String attribute(String key) {
      int found = attributes.indexOf(key + "=\"");
      int start = found + key.length() + 2;
      int end = found < 0 ? -1 : attributes.indexOf('"', start);
      return end < 0 ? "" : attributes.substring(start, end);
    }

    /// The first element of a path such as `document-id/doc-number`, each step at any depth.
    @Nullable Element first(String path) {
      int slash = path.indexOf('/');
      List<Element> found = all(slash < 0 ? path : path.substring(0, slash));
      for (Element one : slash < 0 ? List.<Element>of() : found) {
        Element deeper = one.first(path.substring(slash + 1));
        if (deeper != null) {
          return deeper;
        }
      }
      return slash < 0 && !found.isEmpty() ? found.getFirst() : null;
    }

    /// The elements of a name at any depth, in order, none within another.
    List<Element> all(String wanted) {
      List<Element> found = new ArrayList<>();
      collect(wanted, found);
      return found;
    }

    private void collect(String wanted, List<Element> found) {
      for (Object each : content) {
        if (each instanceof Element element) {
          if (element.name.equals(wanted)) {
            found.add(element);
          } else {
            element.collect(wanted, found);
          }
        }
      }
    }

    /// The text at a path; empty if there is none.
    String text(String path) {
      Element found = first(path);
      return found == null ? "" : found.text();
    }

    /// Everything that it says, with single spaces.
    String text() {
      StringBuilder text = new StringBuilder();
      append(text);
      return text.toString().strip().replaceAll("\\s+", " ");
    }

    private void append(StringBuilder text) {
      if (MarkupNames.SILENT.contains(name)) {
        return;
      }
      boolean block = !MarkupNames.INLINE.contains(name);
      text.append(block ? " " : "");
      for (Object each : content) {
        if (each instanceof Element element) {
          element.append(text);
        } else {
          text.append(each);
        }
      }
      text.append(block ? " " : "");
    }
  }

  /// Reads a record.
  static Element read(String record) {
    Element root = new Element("", "");
    List<Element> open = new ArrayList<>(List.of(root));
    Markup markup = new Markup(record);
    while (markup.at < record.length()) {
      markup.next(open);
    }
    return root;
  }

  private void next(List<Element> open) {
    int tag = source.indexOf('<', at);
    int end = tag < 0 ? source.length() : tag;
    if (end > at) {
      open.getLast().content.add(decoded(source.substring(at, end)));
    }
    at = end;
    if (tag < 0) {
      return;
    }
    if (source.startsWith("<!--", at)) {
      skip("-->");
    } else if (source.startsWith("<!", at)) {
      declaration();
    } else if (source.startsWith("<?", at)) {
      skip("?>");
    } else {
      tag(open);
    }
  }

  private void skip(String to) {
    int end = source.indexOf(to, at);
    at = end < 0 ? source.length() : end + to.length();
  }

  /// A declaration may have one in brackets.
  private void declaration() {
    int depth = 0;
    while (at < source.length()) {
      char c = source.charAt(at++);
      depth += c == '<' ? 1 : c == '>' ? -1 : 0;
      if (depth == 0) {
        return;
      }
    }
  }

  private void tag(List<Element> open) {
    int end = source.indexOf('>', at);
    if (end < 0) {
      at = source.length();
      return;
    }
    String inside = source.substring(at + 1, end);
    at = end + 1;
    if (inside.startsWith("/")) {
      close(inside.substring(1).strip().toLowerCase(Locale.ROOT), open);
      return;
    }
    boolean empty = inside.endsWith("/");
    String bare = empty ? inside.substring(0, inside.length() - 1) : inside;
    int space = 0;
    while (space < bare.length() && !Character.isWhitespace(bare.charAt(space))) {
      space++;
    }
    String name = bare.substring(0, space).toLowerCase(Locale.ROOT);
    Element element = new Element(name, bare.substring(space));
    open.getLast().content.add(element);
    if (!empty && !MarkupNames.EMPTY.contains(name) && open.size() < MAX_DEPTH) {
      open.add(element);
    }
  }

  private static void close(String name, List<Element> open) {
    for (int i = open.size() - 1; i > 0; i--) {
      if (open.get(i).name.equals(name)) {
        open.subList(i, open.size()).clear();
        return;
      }
    }
  }

  private static String decoded(String text) {
    int amp = text.indexOf('&');
    if (amp < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    while (amp >= 0) {
      int end = text.indexOf(';', amp);
      out.append(text, from, amp);
      if (end < 0 || end - amp > MAX_ENTITY) {
        out.append('&');
        from = amp + 1;
      } else {
        out.append(entity(text.substring(amp + 1, end)));
        from = end + 1;
      }
      amp = text.indexOf('&', from);
    }
    return out.append(text, from, text.length()).toString();
  }

  private static String entity(String name) {
    if (!name.startsWith("#")) {
      return ENTITIES.getOrDefault(name, " ");
    }
    try {
      int point =
          name.startsWith("#x")
              ? Integer.parseInt(name.substring(2), 16)
              : Integer.parseInt(name.substring(1));
      boolean said =
          Character.isValidCodePoint(point) && point != 0 && !Character.isSurrogate((char) point);
      return said ? Character.toString(point) : " ";
    } catch (NumberFormatException _) {
      return " ";
    }
  }
}
