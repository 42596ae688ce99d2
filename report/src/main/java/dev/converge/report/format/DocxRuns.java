package dev.converge.report.format;

import dev.converge.report.document.Span;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.poi.xwpf.usermodel.UnderlinePatterns;
import org.apache.poi.xwpf.usermodel.XWPFHyperlinkRun;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFRun;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTBookmark;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTHyperlink;

/// Writes spans into paragraphs of a DOCX file, and the bookmarks that references lead to.
final class DocxRuns {
  private static final String CODE_FONT = "Liberation Mono";
  private static final String LINK_COLOR = "2D5A3D";

  private final Map<String, String> names = new HashMap<>();
  private int bookmarks;

  /// Bookmarks have at most 40 letters, digits and underscores: they are numbered.
  private String name(String anchor) {
    return names.computeIfAbsent(anchor, _ -> "ref_" + names.size());
  }

  void bookmark(XWPFParagraph paragraph, String anchor) {
    BigInteger id = BigInteger.valueOf(bookmarks++);
    CTBookmark start = paragraph.getCTP().addNewBookmarkStart();
    start.setId(id);
    start.setName(name(anchor));
    paragraph.getCTP().addNewBookmarkEnd().setId(id);
  }

  void write(XWPFParagraph paragraph, List<Span> spans) {
    for (Span span : spans) {
      switch (span) {
        case Span.Plain(String text) -> text(paragraph.createRun(), text);
        case Span.Strong(String text) -> {
          XWPFRun run = paragraph.createRun();
          run.setBold(true);
          text(run, text);
        }
        case Span.Code(String text) -> {
          XWPFRun run = paragraph.createRun();
          run.setFontFamily(CODE_FONT);
          text(run, text);
        }
        case Span.Reference(String text, String anchor) -> {
          CTHyperlink link = paragraph.getCTP().addNewHyperlink();
          link.setAnchor(name(anchor));
          text(linked(new XWPFHyperlinkRun(link, link.addNewR(), paragraph)), text);
        }
        case Span.Link link -> {
          Optional<URI> address = link.isWeb() ? address(link.address()) : Optional.empty();
          XWPFRun run =
              address
                  .map(uri -> linked(paragraph.createHyperlinkRun(uri.toASCIIString())))
                  .orElseGet(paragraph::createRun);
          text(run, link.text());
        }
      }
    }
  }

  /// Empty if the address is not one: a model may have written it.
  private static Optional<URI> address(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static XWPFRun linked(XWPFRun run) {
    run.setColor(LINK_COLOR);
    run.setUnderline(UnderlinePatterns.SINGLE);
    return run;
  }

  private static void text(XWPFRun run, String text) {
    String[] lines = clean(text).split("\\R", -1);
    for (int i = 0; i < lines.length; i++) {
      if (i > 0) {
        run.addBreak();
      }
      run.setText(lines[i], i == 0 ? 0 : run.getCTR().sizeOfTArray());
    }
  }

  /// XML 1.0 has no control characters and no halves of surrogate pairs.
  static String clean(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> {
          boolean allowed =
              c == '\t'
                  || c == '\n'
                  || c == '\r'
                  || (c >= 0x20 && c <= 0xD7FF)
                  || (c >= 0xE000 && c <= 0xFFFD)
                  || c >= 0x10000;
          return allowed ? c : 0xFFFD;
        })
        .forEach(out::appendCodePoint);
    return out.toString();
  }
}
