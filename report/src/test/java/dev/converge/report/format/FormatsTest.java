package dev.converge.report.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.report.document.Block;
import dev.converge.report.document.Document;
import dev.converge.report.document.Span;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.junit.jupiter.api.Test;

/// Each format carries the text as it is, and nothing in the text becomes markup.
final class FormatsTest {
  private static final String HOSTILE =
      "<script>alert(1)</script> **bold** [a](b) `code` | # x\n# not a heading\n- not an item\n"
          + "1. not a number\n    not code\n\u0001 & © 😀 \u202e";

  private static Document document() {
    return new Document.Builder("A <b>title</b>")
        .heading(1, "Title with <i>markup</i>", "top")
        .paragraph(new Span.Plain(HOSTILE), new Span.Reference("see x:1", "fact-x:1"))
        .paragraph(
            new Span.Link("no link", "javascript:alert(1)"),
            new Span.Link("a link", "https://example.org/?a=1&b=2"),
            new Span.Link("not an address", "https://example.org/?a=\"2\""))
        .bullets(List.of(List.of(new Span.Strong("strong"), new Span.Code("a`b"))))
        .table(
            List.of("One", "Two"),
            List.of(
                List.of(
                    new Block.Cell("fact-x:1", List.of(new Span.Code("x:1"))),
                    Block.Cell.of(new Span.Plain("a | b\nc")))))
        .build();
  }

  private static byte[] written(ReportFormat format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.write(document(), out);
    return out.toByteArray();
  }

  private static String text(ReportFormat format) throws IOException {
    return new String(written(format), StandardCharsets.UTF_8);
  }

  @Test
  void nothingInATextBecomesHtml() throws IOException {
    String html = text(ReportFormat.HTML);
    assertFalse(html.contains("<script"), html);
    assertFalse(html.contains("javascript:"), html);
    assertTrue(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), html);
    assertTrue(html.contains("href=\"https://example.org/?a=1&amp;b=2\""), html);
    assertTrue(html.contains("href=\"#fact-x_3a1\""), html);
    assertTrue(html.contains("id=\"fact-x_3a1\""), html);
  }

  @Test
  void nothingInATextBecomesMarkdown() throws IOException {
    String markdown = text(ReportFormat.MARKDOWN);
    assertFalse(markdown.contains("<script"), markdown);
    assertFalse(markdown.contains("javascript:"), markdown);
    assertTrue(markdown.contains("&lt;script\\>alert"), markdown);
    assertTrue(markdown.contains("\\*\\*bold\\*\\* \\[a\\](b) \\`code\\` \\| \\# x\\\n"), markdown);
    assertTrue(markdown.contains("\n\\# not a heading\\\n"), markdown);
    assertTrue(markdown.contains("\n\\- not an item\\\n"), markdown);
    assertTrue(markdown.contains("\n1\\. not a number\\\n"), markdown);
    assertTrue(markdown.contains("\nnot code\\\n"), markdown);
    assertTrue(markdown.contains("| <a id=\"fact-x_3a1\"></a>`x:1` | a \\| b<br>c |"), markdown);
    assertTrue(markdown.contains("- **strong**``a`b``"), markdown);
  }

  @Test
  void aDocxFileHasTheTextAndAPlaceForEachReference() throws IOException {
    try (XWPFDocument file =
        new XWPFDocument(new ByteArrayInputStream(written(ReportFormat.DOCX)))) {
      assertEquals("Heading1", file.getParagraphs().getFirst().getStyle());
      String text = file.getParagraphs().get(1).getText();
      assertTrue(text.startsWith("<script>alert(1)</script> **bold**"), text);
      assertTrue(text.contains("\uFFFD & © 😀"), text);
      assertEquals("x:1", file.getTables().getFirst().getRow(1).getCell(0).getText());
      String anchor = file.getParagraphs().get(1).getCTP().getHyperlinkArray(0).getAnchor();
      assertEquals(
          anchor,
          file.getTables()
              .getFirst()
              .getRow(1)
              .getCell(0)
              .getParagraphArray(0)
              .getCTP()
              .getBookmarkStartArray(0)
              .getName());
      assertEquals(
          1,
          file.getPackagePart()
              .getRelationshipsByType(
                  "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink")
              .size());
    } catch (org.apache.poi.openxml4j.exceptions.InvalidFormatException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aTableWhoseRowsLackACellIsRefused() {
    Document.Builder builder = new Document.Builder("x");
    assertThrows(
        IllegalArgumentException.class,
        () ->
            builder.table(
                List.of("One", "Two"), List.of(List.of(Block.Cell.of(new Span.Plain("a"))))));
  }
}
