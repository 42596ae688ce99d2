package dev.converge.report.document;

import java.util.ArrayList;
import java.util.List;

/// A document: its title and its blocks in order.
///
/// @param title shown by readers as the name of the document
/// @param blocks in order
public record Document(String title, List<Block> blocks) {

  /// Copies the blocks.
  public Document {
    blocks = List.copyOf(blocks);
  }

  /// Collects the blocks of a document. Not thread-safe.
  public static final class Builder {
    private final String title;
    private final List<Block> blocks = new ArrayList<>();

    /// A document without blocks.
    public Builder(String title) {
      this.title = title;
    }

    /// Adds a heading.
    public Builder heading(int level, String text, String anchor) {
      blocks.add(new Block.Heading(level, text, anchor));
      return this;
    }

    /// Adds a paragraph.
    public Builder paragraph(Span... spans) {
      return paragraph(List.of(spans));
    }

    /// Adds a paragraph, unless it is empty.
    public Builder paragraph(List<Span> spans) {
      if (!spans.isEmpty()) {
        blocks.add(new Block.Paragraph(spans));
      }
      return this;
    }

    /// Adds a list, unless it is empty.
    public Builder bullets(List<List<Span>> items) {
      if (!items.isEmpty()) {
        blocks.add(new Block.Bullets(items));
      }
      return this;
    }

    /// Adds a table, unless it has no rows.
    public Builder table(List<String> header, List<List<Block.Cell>> rows) {
      if (!rows.isEmpty()) {
        blocks.add(new Block.Table(header, rows));
      }
      return this;
    }

    /// The document.
    public Document build() {
      return new Document(title, blocks);
    }
  }
}
