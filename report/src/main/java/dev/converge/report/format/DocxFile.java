package dev.converge.report.format;

import dev.converge.report.document.Block;
import dev.converge.report.document.Document;
import dev.converge.report.document.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.poi.xwpf.usermodel.ParagraphAlignment;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFTable;
import org.apache.poi.xwpf.usermodel.XWPFTableCell;
import org.apache.poi.xwpf.usermodel.XWPFTableRow;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTTbl;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTTblGrid;

/// Writes a document as Office Open XML.
final class DocxFile {
  private static final String FULL_WIDTH = "100%";

  /// Lengths of cells, in characters, between which the width of a column grows.
  private static final int SHORT = 16;

  private static final int LONG = 300;

  /// Twentieths of a point between the margins of a sheet of A4.
  private static final int TEXT_WIDTH = 9_638;

  private final XWPFDocument file = new XWPFDocument();
  private final DocxRuns runs = new DocxRuns();
  private final DocxStyles styles;

  private DocxFile(Document document) {
    styles = new DocxStyles(file);
    file.getProperties().getCoreProperties().setTitle(DocxRuns.clean(document.title()));
    file.getProperties().getCoreProperties().setCreated(Optional.empty());
  }

  static void write(Document document, OutputStream to) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DocxFile docx = new DocxFile(document);
    try (XWPFDocument file = docx.file) {
      document.blocks().forEach(docx::block);
      file.write(bytes);
    }
    SteadyZip.copy(bytes.toByteArray(), to);
  }

  private void block(Block block) {
    switch (block) {
      case Block.Heading(int level, String text, String anchor) -> {
        XWPFParagraph heading = file.createParagraph();
        heading.setStyle(DocxStyles.heading(level));
        runs.bookmark(heading, anchor);
        runs.write(heading, List.of(new Span.Plain(text)));
      }
      case Block.Paragraph(List<Span> spans) -> runs.write(file.createParagraph(), spans);
      case Block.Bullets(List<List<Span>> items) -> {
        for (List<Span> item : items) {
          XWPFParagraph bullet = file.createParagraph();
          bullet.setNumID(styles.bullets());
          bullet.setAlignment(ParagraphAlignment.START);
          runs.write(bullet, item);
        }
      }
      case Block.Table table -> table(table);
    }
  }

  private void table(Block.Table table) {
    XWPFTable out = file.createTable(1 + table.rows().size(), table.header().size());
    out.setWidth(FULL_WIDTH);
    List<Integer> widths = widths(table);
    grid(out, widths);
    XWPFTableRow head = out.getRow(0);
    head.setRepeatHeader(true);
    for (int column = 0; column < table.header().size(); column++) {
      XWPFTableCell cell = head.getCell(column);
      cell.setWidth(widths.get(column) + "%");
      cell.setColor(DocxStyles.HEADER_SHADE);
      runs.write(paragraph(cell), List.of(new Span.Strong(table.header().get(column))));
    }
    for (int row = 0; row < table.rows().size(); row++) {
      XWPFTableRow line = out.getRow(row + 1);
      line.setCantSplitRow(false);
      for (int column = 0; column < table.header().size(); column++) {
        Block.Cell cell = table.rows().get(row).get(column);
        line.getCell(column).setWidth(widths.get(column) + "%");
        XWPFParagraph paragraph = paragraph(line.getCell(column));
        if (!cell.anchor().isEmpty()) {
          runs.bookmark(paragraph, cell.anchor());
        }
        runs.write(paragraph, cell.spans());
      }
    }
    // Two tables in a row would become one.
    file.createParagraph().setStyle(DocxStyles.GAP);
  }

  /// In percent, by the length of what stands in the columns: long texts get more room, and no
  /// column is too narrow to read.
  private static List<Integer> widths(Block.Table table) {
    double[] weights = new double[table.header().size()];
    double sum = 0;
    for (int column = 0; column < weights.length; column++) {
      int longest = table.header().get(column).length();
      for (List<Block.Cell> row : table.rows()) {
        int length = row.get(column).spans().stream().mapToInt(span -> span.text().length()).sum();
        longest = Math.max(longest, length);
      }
      weights[column] = Math.sqrt(Math.clamp(longest, SHORT, LONG));
      sum += weights[column];
    }
    List<Integer> widths = new ArrayList<>();
    for (double weight : weights) {
      widths.add((int) Math.round(100 * weight / sum));
    }
    return widths;
  }

  /// LibreOffice goes by the grid of a table and not by the widths of its cells.
  private static void grid(XWPFTable table, List<Integer> widths) {
    CTTbl raw = table.getCTTbl();
    CTTblGrid grid = raw.getTblGrid() == null ? raw.addNewTblGrid() : raw.getTblGrid();
    while (grid.sizeOfGridColArray() > 0) {
      grid.removeGridCol(0);
    }
    for (int width : widths) {
      grid.addNewGridCol().setW(BigInteger.valueOf((long) width * TEXT_WIDTH / 100));
    }
  }

  private static XWPFParagraph paragraph(XWPFTableCell cell) {
    XWPFParagraph paragraph = cell.getParagraphArray(0);
    if (paragraph == null) {
      paragraph = cell.addParagraph();
    }
    paragraph.setStyle(DocxStyles.CELL);
    return paragraph;
  }
}
