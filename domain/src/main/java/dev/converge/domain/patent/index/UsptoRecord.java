package dev.converge.domain.patent.index;

import dev.converge.domain.patent.index.Markup.Element;
import dev.converge.domain.patent.search.PatentDetails;
import dev.converge.domain.patent.search.PatentDocument;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A patent or application of the bulk files of the United States Patent and Trademark Office, from
/// the markup of any generation: grants in SGML (2001 to 2004), applications of 2001 to 2004, and
/// the XML of grants and applications since.
final class UsptoRecord {
  /// Maximum number of citations kept for a document.
  static final int MAX_CITATIONS = 500;

  /// Maximum number of paragraphs kept for a description.
  static final int MAX_PARAGRAPHS = 5_000;

  private static final int DAY = 8;
  private static final Pattern OLD_CLASS =
      Pattern.compile("([A-H]\\d{2}[A-Z])(?:(\\d{1,4})/(\\d{2,6})|(\\d{1,4})(\\d{2}))");

  /// A number that a claim or paragraph begins with, without a space after it.
  private static final Pattern NUMBERED = Pattern.compile("^(\\d{1,4}\\.)(?=\\p{L})");

  private UsptoRecord() {}

  /// Reads a record; empty if it is no patent, such as one without a title or a day.
  static Optional<PatentDocument> read(String record) {
    Element root = Markup.read(record);
    Element grant = root.first("patdoc");
    if (grant != null) {
      return grant(grant);
    }
    Element early = root.first("patent-application-publication");
    if (early != null) {
      return early(early);
    }
    Element granted = root.first("us-patent-grant");
    Element one = granted == null ? root.first("us-patent-application") : granted;
    return one == null ? Optional.empty() : xml(one);
  }

  private static Optional<PatentDocument> xml(Element one) {
    List<String> citations = new ArrayList<>();
    for (Element cited : one.all("patcit")) {
      cite(cited.text("country"), cited.text("doc-number"), citations);
    }
    List<String> inventors = people(one, "inventor", "first-name", "last-name");
    if (inventors.isEmpty()) {
      inventors = people(one, "applicant", "first-name", "last-name");
    }
    Element abstracts = one.first("abstract");
    Element description = one.first("description");
    return document(
        number(
            one.text("publication-reference/country"),
            one.text("publication-reference/doc-number")),
        one.text("invention-title"),
        abstracts == null ? "" : abstracts.text(),
        texts(one.first("claims"), "claim"),
        classes(one),
        day(one.text("publication-reference/date")),
        earliest(
            one.all("priority-claim"), "date", day(one.text("application-reference/date")), one),
        one.text("assignees/orgname"),
        inventors,
        texts(description, "p"),
        family(
            one.text("us-related-documents/parent-doc/doc-number"),
            one.text("application-reference/doc-number")),
        citations);
  }

  private static Optional<PatentDocument> grant(Element one) {
    List<String> citations = new ArrayList<>();
    for (Element cited : one.all("pcit")) {
      cite(cited.text("ctry"), cited.text("dnum"), citations);
    }
    List<String> classes = new ArrayList<>();
    for (String name : List.of("b511", "b512", "b513")) {
      one.all(name).forEach(each -> oldClass(each.text(), classes));
    }
    return document(
        number(one.text("b190"), one.text("b110/dnum")),
        one.text("b540"),
        text(one.first("sdoab")),
        texts(one.first("sdocl"), "clm"),
        classes,
        day(one.text("b140/date")),
        earliest(one.all("b320"), "date", day(one.text("b220/date")), one),
        one.text("b731/onm"),
        people(one, "b721", "fnm", "snm"),
        texts(one.first("sdode"), "para"),
        family(one.text("b600/pdoc/dnum"), one.text("b210/dnum")),
        citations);
  }

  private static Optional<PatentDocument> early(Element one) {
    List<String> classes = new ArrayList<>();
    one.all("ipc").forEach(each -> oldClass(each.text(), classes));
    return document(
        number("US", one.text("document-id/doc-number")),
        one.text("title-of-invention"),
        paragraphs(one.first("subdoc-abstract")),
        texts(one.first("subdoc-claims"), "claim"),
        classes,
        day(one.text("document-id/document-date")),
        day(one.text("domestic-filing-data/filing-date")),
        one.text("assignee/organization-name"),
        people(one.first("inventors"), "name", "given-name", "family-name"),
        texts(one.first("subdoc-description"), "paragraph"),
        family(
            one.text("continuity-data/parent/doc-number"),
            one.text("domestic-filing-data/application-number")),
        List.of());
  }

  static Optional<PatentDocument> document(
      String number,
      String title,
      String summary,
      List<String> claims,
      List<String> classes,
      @Nullable LocalDate published,
      @Nullable LocalDate priority,
      String assignee,
      List<String> inventors,
      List<String> description,
      String family,
      List<String> citations) {
    if (number.length() < 3 || title.isBlank() || published == null) {
      return Optional.empty();
    }
    return Optional.of(
        new PatentDocument(
            number,
            title,
            summary,
            claims,
            classes,
            published,
            priority,
            assignee,
            inventors,
            "",
            new PatentDetails(
                description.subList(0, Math.min(MAX_PARAGRAPHS, description.size())),
                family,
                citations.subList(0, Math.min(MAX_CITATIONS, citations.size())),
                "en")));
  }

  /// `US6336130` of `US` and `06336130`; the kind is left out, so that citations, which often have
  /// none, lead to it.
  static String number(String country, String digits) {
    String bare = digits.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
    String letters = bare.replaceFirst("\\d.*$", "");
    String rest = bare.substring(letters.length()).replaceFirst("^0+", "");
    return rest.isEmpty() ? "" : (country.isBlank() ? "US" : country.strip()) + letters + rest;
  }

  static void cite(String country, String digits, List<String> citations) {
    String number = number(country, digits);
    if (!number.isEmpty() && !citations.contains(number)) {
      citations.add(number);
    }
  }

  /// What the documents of one application have in common: the application that they go back to.
  static String family(String parent, String own) {
    String number = number("US", parent.isBlank() ? own : parent);
    return number.isEmpty() ? "" : "A" + number;
  }

  private static String text(@Nullable Element element) {
    return element == null ? "" : element.text();
  }

  /// Without headings such as "Abstract of Disclosure".
  private static String paragraphs(@Nullable Element element) {
    List<String> paragraphs = texts(element, "paragraph");
    return paragraphs.isEmpty() ? text(element) : String.join(" ", paragraphs);
  }

  private static List<String> texts(@Nullable Element element, String name) {
    List<String> texts = new ArrayList<>();
    for (Element each : element == null ? List.<Element>of() : element.all(name)) {
      String text = NUMBERED.matcher(each.text()).replaceFirst("$1 ");
      if (!text.isBlank()) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static List<String> people(
      @Nullable Element element, String group, String first, String last) {
    List<String> people = new ArrayList<>();
    for (Element each : element == null ? List.<Element>of() : element.all(group)) {
      String name = (each.text(first) + " " + each.text(last)).strip();
      if (!name.isEmpty() && !people.contains(name)) {
        people.add(name);
      }
    }
    return people;
  }

  private static List<String> classes(Element one) {
    List<String> symbols = new ArrayList<>();
    for (Element each : one.all("classification-cpc")) {
      newClass(each, symbols);
    }
    if (symbols.isEmpty()) {
      for (Element each : one.all("classification-ipcr")) {
        newClass(each, symbols);
      }
    }
    Element ipc = one.first("classification-ipc");
    if (symbols.isEmpty() && ipc != null) {
      ipc.all("main-classification").forEach(each -> oldClass(each.text(), symbols));
      ipc.all("further-classification").forEach(each -> oldClass(each.text(), symbols));
    }
    return symbols;
  }

  private static void newClass(Element each, List<String> symbols) {
    String symbol =
        each.text("section")
            + each.text("class")
            + each.text("subclass")
            + each.text("main-group")
            + "/"
            + each.text("subgroup");
    if (symbol.length() > 5 && !symbols.contains(symbol)) {
      symbols.add(symbol);
    }
  }

  /// `G06F15/16` of `G06F 1516` and of `G06F015/16`.
  static void oldClass(String text, List<String> symbols) {
    Matcher found = OLD_CLASS.matcher(text.replaceAll("\\s+", "").strip());
    if (found.matches()) {
      boolean slash = found.group(2) != null;
      String main = (slash ? found.group(2) : found.group(4)).replaceFirst("^0+", "");
      String symbol = found.group(1) + main + "/" + (slash ? found.group(3) : found.group(5));
      if (!symbols.contains(symbol)) {
        symbols.add(symbol);
      }
    }
  }

  /// A day as these files write it, `20020101`; a day or month 00 counts as the first.
  static @Nullable LocalDate day(String text) {
    String digits = text.replaceAll("\\D", "");
    if (digits.length() != DAY) {
      return null;
    }
    String whole = digits.endsWith("00") ? digits.substring(0, DAY - 2) + "01" : digits;
    try {
      return LocalDate.parse(whole, DateTimeFormatter.BASIC_ISO_DATE);
    } catch (DateTimeException _) {
      return null;
    }
  }

  /// The earliest day claimed: of the foreign priorities, the provisional and parent applications,
  /// and its own.
  private static @Nullable LocalDate earliest(
      List<Element> claims, String name, @Nullable LocalDate filed, Element one) {
    LocalDate best = filed;
    List<Element> all = new ArrayList<>(claims);
    all.addAll(one.all("us-provisional-application"));
    all.addAll(one.all("parent-doc"));
    for (Element each : all) {
      LocalDate day = day(each.name().equals(name) ? each.text() : each.text(name));
      best = day != null && (best == null || day.isBefore(best)) ? day : best;
    }
    return best;
  }
}
