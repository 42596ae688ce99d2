package dev.converge.report.format;

import dev.converge.report.document.Block;
import dev.converge.report.document.Document;
import dev.converge.report.document.Span;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes a document as CommonMark with the tables of GitHub. Content is escaped, so that it cannot
/// become markup.
final class MarkdownText {
  /// Everything that can start or end markup within a line. `<` and `&`, which start HTML, are
  /// replaced by entities, so that careless readers do not take them for tags either.
  private static final Pattern MARKUP = Pattern.compile("[\\\\`*_\\[\\]>|~#]");

  /// What makes a line a list item, a heading's underline or a rule if it stands at its start.
  private static final Pattern LINE_START =
      Pattern.compile("(?m)^([ \\t]*)(?:([-+=])|(\\d+)([.)]))(?=\\s|$|[-=])");

  /// Spaces at the start of a line could make it code.
  private static final Pattern INDENT = Pattern.compile("(?m)^[ \\t]+");

  private final StringBuilder out = new StringBuilder();

  String of(Document document) {
    document.blocks().forEach(this::block);
    return out.toString();
  }

  private void block(Block block) {
    switch (block) {
      case Block.Heading(int level, String text, String anchor) ->
          out.append("#".repeat(level))
              .append(' ')
              .append(anchor(anchor))
              .append(oneLine(escaped(text)))
              .append("\n\n");
      case Block.Paragraph(List<Span> spans) ->
          out.append(INDENT.matcher(line(spans)).replaceAll("").strip().replace("\n", "\\\n"))
              .append("\n\n");
      case Block.Bullets(List<List<Span>> items) -> {
        items.forEach(item -> out.append("- ").append(oneLine(line(item))).append('\n'));
        out.append('\n');
      }
      case Block.Table table -> table(table);
    }
  }

  private void table(Block.Table table) {
    row(table.header().stream().map(MarkdownText::escaped).toList());
    row(table.header().stream().map(_ -> "---").toList());
    for (List<Block.Cell> cells : table.rows()) {
      row(cells.stream().map(cell -> anchor(cell.anchor()) + line(cell.spans())).toList());
    }
    out.append('\n');
  }

  private void row(List<String> cells) {
    out.append(
        cells.stream()
            .map(cell -> cell.strip().replace("\n", "<br>"))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  private static String anchor(String anchor) {
    return anchor.isEmpty() ? "" : "<a id=\"" + Anchors.of(anchor) + "\"></a>";
  }

  private static String line(List<Span> spans) {
    return LINE_START
        .matcher(spans.stream().map(MarkdownText::span).collect(Collectors.joining()))
        .replaceAll(found -> found.group(2) != null ? "$1\\\\$2" : "$1$3\\\\$4");
  }

  private static String span(Span span) {
    return switch (span) {
      case Span.Plain(String text) -> escaped(text);
      case Span.Strong(String text) -> text.isBlank() ? "" : "**" + escaped(text.strip()) + "**";
      case Span.Code(String text) -> code(text);
      case Span.Reference(String text, String anchor) ->
          "[" + escaped(text) + "](#" + Anchors.of(anchor) + ")";
      case Span.Link link ->
          link.isWeb()
              ? "[" + escaped(link.text()) + "](<" + address(link.address()) + ">)"
              : escaped(link.text());
    };
  }

  /// A run of backquotes longer than any within surrounds code.
  private static String code(String text) {
    String fence = "`";
    while (text.contains(fence)) {
      fence += "`";
    }
    String pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
    return fence + pad + oneLine(text).replace("|", "\\|") + pad + fence;
  }

  private static String address(String address) {
    return oneLine(address).replace("<", "%3C").replace(">", "%3E").replace("|", "%7C");
  }

  private static String escaped(String text) {
    String escaped = MARKUP.matcher(text).replaceAll("\\\\$0");
    return escaped.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\R", " ");
  }
}
