package dev.converge.report.format;

import java.math.BigInteger;
import org.apache.poi.xwpf.usermodel.XWPFAbstractNum;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFStyle;
import org.apache.poi.xwpf.usermodel.XWPFStyles;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTAbstractNum;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTFonts;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTLvl;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTPPrGeneral;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTPageMar;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTRPr;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTSpacing;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTStyle;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.STNumberFormat;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.STStyleType;

/// The styles of a DOCX file. Headings have the names that Word and LibreOffice know, so that they
/// show them in the outline.
final class DocxStyles {
  static final String CELL = "TableText";
  static final String GAP = "Gap";
  static final String HEADER_SHADE = "F2F1EE";
  private static final String NORMAL = "Normal";
  private static final String FONT = "Liberation Sans";

  /// In half points, for the levels of headings.
  private static final int[] SIZES = {36, 28, 23, 21};

  private static final int TEXT_SIZE = 21;
  private static final int CELL_SIZE = 18;

  /// In twentieths of a point.
  private static final int MARGIN = 1134;

  private static final int INDENT = 360;

  private final BigInteger bullets;

  DocxStyles(XWPFDocument file) {
    XWPFStyles styles = file.createStyles();
    style(styles, NORMAL, "Normal", TEXT_SIZE, 0, 120);
    for (int level = 1; level <= SIZES.length; level++) {
      CTStyle heading =
          style(styles, heading(level), "heading " + level, SIZES[level - 1], 280, 100);
      heading.addNewBasedOn().setVal(NORMAL);
      heading.getPPr().addNewOutlineLvl().setVal(BigInteger.valueOf(level - 1L));
      heading.getPPr().addNewKeepNext();
      heading.getRPr().addNewB();
    }
    style(styles, CELL, "Table Text", CELL_SIZE, 20, 20).addNewBasedOn().setVal(NORMAL);
    style(styles, GAP, "Gap", 8, 0, 0).addNewBasedOn().setVal(NORMAL);
    bullets = bullets(file);
    CTPageMar margins = file.getDocument().getBody().addNewSectPr().addNewPgMar();
    margins.setLeft(BigInteger.valueOf(MARGIN));
    margins.setRight(BigInteger.valueOf(MARGIN));
    margins.setTop(BigInteger.valueOf(MARGIN));
    margins.setBottom(BigInteger.valueOf(MARGIN));
  }

  static String heading(int level) {
    return "Heading" + level;
  }

  /// The numbering that lists with bullets use.
  BigInteger bullets() {
    return bullets;
  }

  private static CTStyle style(
      XWPFStyles styles, String id, String name, int halfPoints, int before, int after) {
    CTStyle style = CTStyle.Factory.newInstance();
    style.setStyleId(id);
    style.setType(STStyleType.PARAGRAPH);
    style.addNewName().setVal(name);
    style.addNewQFormat();
    CTPPrGeneral paragraph = style.addNewPPr();
    CTSpacing spacing = paragraph.addNewSpacing();
    spacing.setBefore(BigInteger.valueOf(before));
    spacing.setAfter(BigInteger.valueOf(after));
    CTRPr run = style.addNewRPr();
    CTFonts fonts = run.addNewRFonts();
    fonts.setAscii(FONT);
    fonts.setHAnsi(FONT);
    fonts.setCs(FONT);
    run.addNewSz().setVal(BigInteger.valueOf(halfPoints));
    styles.addStyle(new XWPFStyle(style, styles));
    return style;
  }

  private static BigInteger bullets(XWPFDocument file) {
    CTAbstractNum list = CTAbstractNum.Factory.newInstance();
    list.setAbstractNumId(BigInteger.ZERO);
    CTLvl level = list.addNewLvl();
    level.setIlvl(BigInteger.ZERO);
    level.addNewStart().setVal(BigInteger.ONE);
    level.addNewNumFmt().setVal(STNumberFormat.BULLET);
    level.addNewLvlText().setVal("•");
    var indent = level.addNewPPr().addNewInd();
    indent.setLeft(BigInteger.valueOf(INDENT));
    indent.setHanging(BigInteger.valueOf(INDENT));
    return file.createNumbering()
        .addNum(file.createNumbering().addAbstractNum(new XWPFAbstractNum(list)));
  }
}
