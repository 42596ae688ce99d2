package dev.converge.report.document;

import java.util.List;

/// A part of a document that stands on lines of its own.
public sealed interface Block {

  /// A heading.
  ///
  /// @param level 1 to 4; 1 is the title of the document
  /// @param text of the heading
  /// @param anchor that references can lead to, unique in the document
  record Heading(int level, String text, String anchor) implements Block {
    /// Checks the level.
    public Heading {
      if (level < 1 || level > 4) {
        throw new IllegalArgumentException("level: " + level + " (expected: 1 to 4)");
      }
    }
  }

  /// A paragraph. Line breaks in its text are kept.
  ///
  /// @param spans in order
  record Paragraph(List<Span> spans) implements Block {
    /// Copies the spans.
    public Paragraph {
      spans = List.copyOf(spans);
    }
  }

  /// A list with bullets.
  ///
  /// @param items each a line of spans
  record Bullets(List<List<Span>> items) implements Block {
    /// Copies the items.
    public Bullets {
      items = items.stream().map(List::copyOf).toList();
    }
  }

  /// A table.
  ///
  /// @param header the title of each column
  /// @param rows the cells of each row, as many as there are columns
  record Table(List<String> header, List<List<Cell>> rows) implements Block {
    /// Checks that each row has a cell for each column.
    public Table {
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<Cell> row : rows) {
        if (row.size() != header.size()) {
          throw new IllegalArgumentException(
              "row: " + row.size() + " cells (expected: " + header.size() + ")");
        }
      }
    }
  }

  /// A cell of a table.
  ///
  /// @param anchor that references can lead to; empty if none does
  /// @param spans the content of the cell
  record Cell(String anchor, List<Span> spans) {
    /// Copies the spans.
    public Cell {
      spans = List.copyOf(spans);
    }

    /// A cell that no reference leads to.
    public static Cell of(Span... spans) {
      return new Cell("", List.of(spans));
    }
  }
}
