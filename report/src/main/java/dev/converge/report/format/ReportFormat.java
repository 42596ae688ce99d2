package dev.converge.report.format;

import dev.converge.core.text.EnumWord;
import dev.converge.report.document.Document;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// A format that a document can be written in.
public enum ReportFormat {
  /// CommonMark with tables, in UTF-8.
  MARKDOWN("text/markdown; charset=utf-8", "md"),
  /// One HTML page without scripts and without anything loaded from elsewhere.
  HTML("text/html; charset=utf-8", "html"),
  /// Office Open XML, for Word and LibreOffice.
  DOCX("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx");

  private final String mediaType;
  private final String extension;

  ReportFormat(String mediaType, String extension) {
    this.mediaType = mediaType;
    this.extension = extension;
  }

  /// The media type, with its charset where it is text.
  public String mediaType() {
    return mediaType;
  }

  /// The usual ending of a file's name, without the dot.
  public String extension() {
    return extension;
  }

  /// The word for it in addresses and options: `markdown`, `html` or `docx`.
  public String word() {
    return EnumWord.of(this);
  }

  /// Writes a document. The same document gives the same bytes.
  ///
  /// @throws IOException if that fails
  public void write(Document document, OutputStream to) throws IOException {
    switch (this) {
      case MARKDOWN -> to.write(new MarkdownText().of(document).getBytes(StandardCharsets.UTF_8));
      case HTML -> to.write(new HtmlText().of(document).getBytes(StandardCharsets.UTF_8));
      case DOCX -> DocxFile.write(document, to);
    }
  }
}
