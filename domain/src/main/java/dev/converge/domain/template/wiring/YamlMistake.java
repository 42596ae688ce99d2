package dev.converge.domain.template.wiring;

import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/// Explains text that is not YAML: the author's probable mistake, its line, and the corrected line.
/// The parser says only which token it did not expect.
final class YamlMistake {
  private static final Pattern DASH = Pattern.compile("(\\s*)-([A-Za-z_]\\w*:.*)");
  private static final Pattern NO_SPACE = Pattern.compile("(\\s*(?:- )?[A-Za-z_]\\w*):([^\\s:].*)");
  private static final Pattern NO_COLON =
      Pattern.compile("(\\s*(?:- )?)([A-Za-z_]\\w*)\\s*(?:=|\\s)?\\s*(.*)");
  private static final Pattern AGENT = Pattern.compile("id: *([^,]+?),? +requirements: *(.+)");
  private static final Pattern NEXT_KEY = Pattern.compile("([^,{\\[\\s])\\s+(\\w+:\\s)");

  private final List<YamlLine> lines = new ArrayList<>();
  private final String problem;
  private final String context;
  private final Place at;

  /// The place where the parser began what it was reading.
  private final Place opened;

  private final YamlLine line;
  private final YamlLine above;

  private YamlMistake(String text, MarkedYamlEngineException e) {
    String[] all = text.split("\n", -1);
    for (int i = 0; i < all.length; i++) {
      lines.add(YamlLine.of(i + 1, all[i]));
    }
    problem = Optional.ofNullable(e.getProblem()).orElse("");
    context = Optional.ofNullable(e.getContext()).orElse("");
    at = e.getProblemMark().or(e::getContextMark).map(YamlMistake::place).orElse(Place.START);
    line = line(at.line());
    above = above(line.number());
    opened = e.getContextMark().map(YamlMistake::place).orElse(at);
  }

  /// Adds a problem.
  static void explain(String text, MarkedYamlEngineException e, Problems problems) {
    new YamlMistake(text, e).explain(problems);
  }

  private static Place place(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private YamlLine line(int number) {
    return number >= 1 && number <= lines.size() ? lines.get(number - 1) : YamlLine.of(number, "");
  }

  /// The closest line above that has content.
  private YamlLine above(int number) {
    for (int i = Math.min(number, lines.size() + 1) - 1; i >= 1; i--) {
      if (!line(i).blank()) {
        return line(i);
      }
    }
    return YamlLine.of(0, "");
  }

  private void explain(Problems problems) {
    Optional<Said> said =
        spelling()
            .or(this::quotes)
            .or(this::brackets)
            .or(this::start)
            .or(this::colon)
            .or(this::noKey)
            .or(this::indentation);
    Said it =
        said.orElseGet(() ->
            new Said(at, "this is not YAML: " + shown(line.text()), "lines such as key: value"));
    problems.add(it.place(), it.what() + " (expected: " + it.right() + ")");
  }

  private record Said(Place place, String what, String right) {}

  private static Optional<Said> said(Place place, String what, String right) {
    return Optional.of(new Said(place, what, right.isBlank() ? "key: value" : right.strip()));
  }

  private static String shown(String text) {
    return "\"" + text.strip() + "\"";
  }

  /// Characters that look right but are not.
  private Optional<Said> spelling() {
    for (YamlLine one : List.of(line, above)) {
      if (one.tabbed()) {
        YamlLine before = above(one.number());
        int indent = before.opens() ? before.content() + 2 : before.content();
        return indent(one, "a tab indents this line", indent)
            .map(it -> new Said(new Place(one.number(), 1), it.what(), it.right()));
      }
      if (one.text().contains("：")) {
        return said(
            one.place(), "the colon is a full-width one", one.text().replaceAll("：\\s*", ": "));
      }
      if (one.value().matches("[“”„«].*")) {
        return said(
            one.valuePlace(),
            "these quotation marks mean nothing in YAML",
            one.with("\"" + one.value().replaceAll("[“”„«»\"]", "") + "\""));
      }
      Matcher dash = DASH.matcher(one.text());
      if (dash.matches()) {
        return said(one.place(), "no space after the dash", dash.group(1) + "- " + dash.group(2));
      }
    }
    return Optional.empty();
  }

  private Optional<Said> quotes() {
    boolean toTheEnd = context.contains("quoted scalar") && problem.contains("end of stream");
    Optional<YamlLine> open = toTheEnd ? Optional.of(line(opened.line())) : openQuote();
    if (open.isPresent() && !open.get().value().isEmpty()) {
      String mark = open.get().value().substring(0, 1);
      return said(
          open.get().valuePlace(), "the quotation mark is not closed", open.get().text() + mark);
    }
    if (problem.contains("unknown escape character")) {
      return said(
          at, "\"\\\" in double quotes starts an escape", line.with(YamlLine.quoted(line.value())));
    }
    String value = line.value();
    boolean after = !value.isEmpty() && "\"'[{".indexOf(value.charAt(0)) >= 0;
    if (after && problem.contains("<block end>, but found '<scalar>'")) {
      return said(
          line.valuePlace(),
          "\"'".indexOf(value.charAt(0)) >= 0
              ? "quotes must enclose the whole text"
              : "a text that starts with \"" + value.charAt(0) + "\" needs quotes",
          quotedLine());
    }
    return Optional.empty();
  }

  /// A line above whose quotation mark is closed only by the first of a later pair.
  private Optional<YamlLine> openQuote() {
    for (YamlLine one : lines.subList(0, Math.min(line.number(), lines.size()))) {
      String mark = one.value().isEmpty() ? "" : one.value().substring(0, 1);
      if ("\"'".contains(mark) && !mark.isEmpty() && one.value().indexOf(mark, 1) < 0) {
        return lines.subList(one.number(), lines.size()).stream()
            .map(YamlLine::text)
            .filter(text -> text.contains(mark))
            .findFirst()
            .filter(text -> !text.strip().endsWith(mark))
            .map(_ -> one);
      }
    }
    return Optional.empty();
  }

  private String quotedLine() {
    return line.with(YamlLine.quoted(line.value()));
  }

  private Optional<Said> brackets() {
    if (!context.contains("flow") || !problem.startsWith("expected ','")) {
      return Optional.empty();
    }
    YamlLine open = line(opened.line());
    String rest = open.text().substring(Math.min(opened.column() - 1, open.text().length()));
    String missing = missing(open.text());
    if (!missing.isEmpty()) {
      return said(
          opened,
          "\"" + rest.charAt(0) + "\" is not closed",
          open.text().stripTrailing() + missing);
    }
    return said(at, "a comma is missing", NEXT_KEY.matcher(line.text()).replaceAll("$1, $2"));
  }

  /// The brackets that would close those that are open at the end of a text.
  private static String missing(String text) {
    StringBuilder closing = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '[' || c == '{') {
        closing.insert(0, c == '[' ? "]" : " }");
      } else if ((c == ']' || c == '}') && !closing.isEmpty()) {
        closing.delete(0, closing.indexOf(String.valueOf(c)) + 1);
      }
    }
    return closing.toString();
  }

  /// Values whose first character means something else in YAML.
  private Optional<Said> start() {
    String value = line.value();
    if (problem.contains("sequence entries are not allowed")) {
      return value.contains(": ")
          ? said(
              line.valuePlace(),
              "a list starts below its key",
              shown(line.key() + ":") + ", then " + shown(value) + " on the next line")
          : said(line.valuePlace(), "a text that starts with \"- \" needs quotes", quotedLine());
    }
    if (problem.contains("expected a comment or a line break")) {
      String mark = value.substring(0, 1);
      return said(
          at,
          "the text after \"" + mark + "\" starts on the next line",
          line.with(value.substring(1).strip()));
    }
    boolean reserved =
        problem.contains("cannot start any token")
            || context.contains("an alias")
            || context.contains("an anchor")
            || context.contains("a tag")
            || problem.contains("mapping keys are not allowed")
            || problem.contains("expected the node content");
    if (reserved && !value.isEmpty()) {
      String first = value.substring(0, 1);
      return said(
          line.valuePlace(),
          "a text that starts with \"" + first + "\" needs quotes",
          quotedLine());
    }
    return Optional.empty();
  }

  /// A colon inside a value.
  private Optional<Said> colon() {
    boolean own =
        line.text()
            .substring(0, Math.min(at.column() - 1, line.text().length()))
            .strip()
            .matches("(?:- )?[\\w-]*");
    if (!problem.contains("mapping values are not allowed") || own) {
      return Optional.empty();
    }
    Matcher agent = AGENT.matcher(line.key() + ": " + line.value());
    if (line.item() && agent.matches()) {
      return said(
          line.place(),
          "two keys are on one line",
          "- { id: " + agent.group(1) + ", requirements: " + agent.group(2) + " }");
    }
    if (WiringReader.MAPPINGS.contains(line.key())) {
      return said(
          line.valuePlace(),
          shown(line.key()) + " has its own keys, in braces or on the lines below",
          line.with("{ " + line.value() + " }"));
    }
    return said(at, "a text with a colon in it needs quotes", quotedLine());
  }

  /// A line without a key, or whose key is not followed by a colon and a space.
  private Optional<Said> noKey() {
    if (!problem.contains("could not find expected ':'")) {
      return Optional.empty();
    }
    for (YamlLine one : List.of(above, line)) {
      if (!one.key().isEmpty()) {
        continue;
      }
      Matcher space = NO_SPACE.matcher(one.text());
      if (space.matches()) {
        return said(
            one.place(), "no space after the colon", space.group(1) + ": " + space.group(2));
      }
      Matcher word = NO_COLON.matcher(one.text());
      if (word.matches() && WiringReader.words().contains(word.group(2))) {
        return said(
            one.place(),
            "no colon after \"" + word.group(2) + "\"",
            word.group(1) + word.group(2) + ": " + word.group(3));
      }
      return said(
          one.place(),
          "this line has no key: " + shown(one.text()),
          "key: value, or more indentation if it continues the text above");
    }
    return Optional.empty();
  }

  private Optional<Said> indentation() {
    YamlLine first = above(lines.size() + 1);
    for (YamlLine one = first; one.number() > 0; one = above(one.number())) {
      first = one;
    }
    if (first.indent() > 0) {
      return indent(first, indentedBy(first), 0);
    }
    if (line.blank()) {
      return Optional.empty();
    }
    YamlLine twoAbove = above(above.number());
    if (twoAbove.opens() && !above.item() && line.indent() > above.indent()) {
      if (twoAbove.key().equals("agents") && above.key().equals("id")) {
        return said(
            above.place(),
            "an agent starts with a dash",
            above.text().replaceFirst("id:", "- id:"));
      }
      if (above.indent() <= twoAbove.indent() && WiringReader.MAPPINGS.contains(twoAbove.key())) {
        return indent(
            above, shown(above.key()) + " belongs under \"" + twoAbove.key() + "\"", line.indent());
      }
    }
    return nearest().flatMap(spaces -> indent(line, indentedBy(line), spaces));
  }

  private static String indentedBy(YamlLine line) {
    return "this line is indented by "
        + line.indent()
        + (line.indent() == 1 ? " space" : " spaces");
  }

  private static Optional<Said> indent(YamlLine line, String what, int spaces) {
    String right = spaces == 0 ? "none" : spaces + " spaces";
    return said(line.place(), what, right + ": \"" + line.indented(spaces) + "\"");
  }

  /// The indentation of a line above that is closest to this line's, or the deeper of two; a list
  /// item is compared with list items.
  private Optional<Integer> nearest() {
    List<Integer> fits = new ArrayList<>();
    int deepest = Integer.MAX_VALUE;
    for (YamlLine one = above; one.number() > 0; one = above(one.number())) {
      if (one.indent() < deepest) {
        deepest = one.indent();
        if (!line.item()) {
          fits.add(one.content());
        } else if (one.item()) {
          fits.add(one.indent());
        }
      }
    }
    return fits.stream()
        .filter(fit -> fit != line.indent())
        .min((a, b) -> {
          int near = Integer.compare(Math.abs(a - line.indent()), Math.abs(b - line.indent()));
          return near != 0 ? near : Integer.compare(b, a);
        });
  }
}
