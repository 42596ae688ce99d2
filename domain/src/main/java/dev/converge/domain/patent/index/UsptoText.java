package dev.converge.domain.patent.index;

import dev.converge.domain.patent.search.PatentDocument;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A grant of the text files of the United States Patent and Trademark Office of 1976 to 2001:
/// lines of a code and a value, sections of such lines.
final class UsptoText {
  private static final int CODE = 4;
  private static final int VALUE = 5;

  private String section = "PATN";
  private String code = "";
  private String number = "";
  private String title = "";
  private String assignee = "";
  private String application = "";
  private @Nullable LocalDate published;
  private @Nullable LocalDate priority;
  private final List<String> inventors = new ArrayList<>();
  private final List<String> citations = new ArrayList<>();
  private final List<String> classes = new ArrayList<>();
  private final List<String> summary = new ArrayList<>();
  private final List<String> claims = new ArrayList<>();
  private final List<String> description = new ArrayList<>();
  private final StringBuilder value = new StringBuilder();

  private UsptoText() {}

  /// Reads a record; empty if it has no number, title or day.
  static Optional<PatentDocument> read(String record) {
    UsptoText one = new UsptoText();
    record.lines().forEach(one::line);
    one.end();
    return UsptoRecord.document(
        UsptoRecord.number("US", one.number),
        one.title,
        String.join(" ", one.summary),
        one.claims,
        one.classes,
        one.published,
        one.priority,
        one.assignee,
        one.inventors,
        one.description,
        UsptoRecord.family("", one.application),
        one.citations);
  }

  private void line(String line) {
    String start = line.length() < CODE ? line : line.substring(0, CODE);
    if (start.isBlank()) {
      value.append(' ').append(line.strip());
      return;
    }
    end();
    code = start.strip();
    String rest = line.length() > VALUE ? line.substring(VALUE).strip() : "";
    if (rest.isEmpty() && code.length() == CODE) {
      section = code;
    }
    value.append(rest);
  }

  private void end() {
    String text = value.toString().strip().replaceAll("\\s+", " ");
    value.setLength(0);
    if (text.isEmpty()) {
      return;
    }
    switch (section) {
      case "PATN" -> head(text);
      case "INVT" -> inventor(text);
      case "ASSG" -> assignee = code.equals("NAM") && assignee.isEmpty() ? text : assignee;
      case "PRIR" -> earlier(code.equals("APD") ? UsptoRecord.day(text) : null);
      case "UREF" -> cited(text);
      case "CLAS" -> classified(text);
      case "ABST" -> summary.add(text);
      case "CLMS" -> claim(text);
      case "BSUM", "DRWD", "DETD", "PARN", "GOVT" -> paragraph(text);
      default -> {
        // What this has is not kept.
      }
    }
  }

  private void head(String text) {
    switch (code) {
      case "WKU" -> number = checked(text);
      case "TTL" -> title = text;
      case "APN" -> application = text;
      case "ISD" -> published = UsptoRecord.day(text);
      case "APD" -> earlier(UsptoRecord.day(text));
      default -> {
        // Not kept.
      }
    }
  }

  /// The last digit of nine checks the others.
  private static String checked(String text) {
    String bare = text.strip();
    return bare.length() == 9 ? bare.substring(0, 8) : bare;
  }

  private void inventor(String text) {
    if (code.equals("NAM")) {
      int semicolon = text.indexOf(';');
      inventors.add(
          semicolon < 0
              ? text
              : text.substring(semicolon + 1).strip() + " " + text.substring(0, semicolon).strip());
    }
  }

  private void cited(String text) {
    if (code.equals("PNO")) {
      UsptoRecord.cite("US", text, citations);
    }
  }

  private void classified(String text) {
    if (code.equals("ICL")) {
      UsptoRecord.oldClass(text.toUpperCase(Locale.ROOT), classes);
    }
  }

  private void claim(String text) {
    if (code.equals("NUM")) {
      claims.add(text.replaceAll("\\D", "") + ".");
    } else if (!claims.isEmpty() && !code.equals("STM")) {
      claims.set(claims.size() - 1, claims.getLast() + " " + text.replaceFirst("^\\d+\\.\\s*", ""));
    }
  }

  private void paragraph(String text) {
    if (code.startsWith("PA") || code.startsWith("FN") || code.equals("TBL")) {
      description.add(text);
    }
  }

  private void earlier(@Nullable LocalDate day) {
    if (day != null && (priority == null || day.isBefore(priority))) {
      priority = day;
    }
  }
}
