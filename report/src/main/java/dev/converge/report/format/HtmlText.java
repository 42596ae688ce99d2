package dev.converge.report.format;

import dev.converge.report.document.Block;
import dev.converge.report.document.Document;
import dev.converge.report.document.Span;
import java.util.List;

/// Writes a document as one HTML page: no script, nothing loaded from elsewhere, everything in it
/// escaped.
final class HtmlText {
  /// Applies to this page alone; nothing else may be loaded or run.
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

  private static final String STYLE =
      """
      :root { color-scheme: light; }
      body { background: #fff; color: #111; font: 16px/1.5 system-ui, sans-serif;
             max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      h1, h2, h3, h4 { line-height: 1.25; margin: 1.6em 0 .5em; }
      h1 { font-size: 1.7rem; } h2 { font-size: 1.35rem; border-bottom: 1px solid #ccc; }
      h3 { font-size: 1.1rem; } h4 { font-size: 1rem; }
      p, li, td { overflow-wrap: anywhere; white-space: pre-line; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-size: .9rem; }
      th, td { border: 1px solid #bbb; padding: .3rem .5rem; text-align: start;
               vertical-align: top; min-width: 4rem; }
      th { background: #f2f1ee; }
      code { font-size: .9em; background: #f2f1ee; padding: 0 .2em; }
      a { color: #2d5a3d; }
      @media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } }
      """;

  private final StringBuilder out = new StringBuilder();

  String of(Document document) {
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
        .append(POLICY)
        .append("\">\n<title>")
        .append(escaped(document.title()))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body dir=\"auto\">\n<main>\n");
    document.blocks().forEach(this::block);
    return out.append("</main>\n</body>\n</html>\n").toString();
  }

  private void block(Block block) {
    switch (block) {
      case Block.Heading(int level, String text, String anchor) ->
          out.append(
              "<h%d id=\"%s\">%s</h%d>\n"
                  .formatted(level, Anchors.of(anchor), escaped(text), level));
      case Block.Paragraph(List<Span> spans) ->
          out.append("<p dir=\"auto\">").append(line(spans)).append("</p>\n");
      case Block.Bullets(List<List<Span>> items) -> {
        out.append("<ul>\n");
        items.forEach(item -> out.append("<li dir=\"auto\">").append(line(item)).append("</li>\n"));
        out.append("</ul>\n");
      }
      case Block.Table table -> table(table);
    }
  }

  private void table(Block.Table table) {
    out.append("<div class=\"wide\" tabindex=\"0\">\n<table>\n<thead><tr>");
    table
        .header()
        .forEach(title -> out.append("<th scope=\"col\">").append(escaped(title)).append("</th>"));
    out.append("</tr></thead>\n<tbody>\n");
    for (List<Block.Cell> cells : table.rows()) {
      out.append("<tr>");
      for (Block.Cell cell : cells) {
        out.append("<td dir=\"auto\"");
        if (!cell.anchor().isEmpty()) {
          out.append(" id=\"").append(Anchors.of(cell.anchor())).append('"');
        }
        out.append('>').append(line(cell.spans())).append("</td>");
      }
      out.append("</tr>\n");
    }
    out.append("</tbody>\n</table>\n</div>\n");
  }

  private static String line(List<Span> spans) {
    StringBuilder line = new StringBuilder();
    spans.forEach(span -> line.append(span(span)));
    return line.toString();
  }

  private static String span(Span span) {
    return switch (span) {
      case Span.Plain(String text) -> escaped(text);
      case Span.Strong(String text) -> "<strong>" + escaped(text) + "</strong>";
      case Span.Code(String text) -> "<code>" + escaped(text) + "</code>";
      case Span.Reference(String text, String anchor) ->
          "<a href=\"#" + Anchors.of(anchor) + "\">" + escaped(text) + "</a>";
      case Span.Link link ->
          link.isWeb()
              ? "<a rel=\"noopener noreferrer\" href=\""
                  + escaped(link.address())
                  + "\">"
                  + escaped(link.text())
                  + "</a>"
              : escaped(link.text());
    };
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
