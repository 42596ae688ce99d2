package dev.converge.domain.patent.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the exchange documents of Open Patent Services: XML that was turned into JSON, so that
/// what may be repeated is an array or the one thing itself, texts are in `$` and attributes begin
/// with `@`.
final class EpoDocuments {
  private EpoDocuments() {}

  static List<Optional<PatentDocument>> of(PatentJson search) {
    List<Optional<PatentDocument>> documents = new ArrayList<>();
    for (PatentJson entry : search.at("ops:search-result").at("exchange-documents").oneOrMore()) {
      // An entry may hold several publications of one family; the first is the one that was found.
      documents.add(document(entry.at("exchange-document").oneOrMore().getFirst()));
    }
    return documents;
  }

  private static Optional<PatentDocument> document(PatentJson one) {
    PatentJson biblio = one.at("bibliographic-data");
    String title = inEnglish(biblio.maybe("invention-title"));
    Optional<PatentJson> published = docdb(biblio.at("publication-reference"));
    if (title.isEmpty() || published.isEmpty()) {
      return Optional.empty();
    }
    String number = one.at("@country").text() + one.at("@doc-number").text();
    String id = number + one.text("@kind");
    List<String> applicants = names(biblio, "applicants", "applicant");
    return Optional.of(
        new PatentDocument(
            id,
            title,
            summary(one.maybe("abstract")),
            List.of(),
            classes(biblio),
            published.get().at("date").at("$").date(),
            null,
            applicants.isEmpty() ? "" : applicants.getFirst(),
            names(biblio, "inventors", "inventor"),
            "https://worldwide.espacenet.com/patent/search?q=pn%3D" + id));
  }

  private static Optional<PatentJson> docdb(PatentJson reference) {
    Optional<PatentJson> dated = Optional.empty();
    for (PatentJson each : reference.at("document-id").oneOrMore()) {
      if (each.maybe("date").isPresent()) {
        if (each.text("@document-id-type").equals("docdb")) {
          return Optional.of(each);
        }
        dated = dated.or(() -> Optional.of(each));
      }
    }
    return dated;
  }

  private static String inEnglish(Optional<PatentJson> texts) {
    String first = "";
    for (PatentJson each : texts.map(PatentJson::oneOrMore).orElse(List.of())) {
      String text = each.text("$");
      if (each.text("@lang").equals("en") && !text.isEmpty()) {
        return text;
      }
      first = first.isEmpty() ? text : first;
    }
    return first;
  }

  private static String summary(Optional<PatentJson> abstracts) {
    String first = "";
    for (PatentJson each : abstracts.map(PatentJson::oneOrMore).orElse(List.of())) {
      List<String> paragraphs = new ArrayList<>();
      for (PatentJson paragraph : each.at("p").oneOrMore()) {
        paragraphs.add(paragraph.text("$"));
      }
      String text = String.join(" ", paragraphs).strip();
      if (each.text("@lang").equals("en")) {
        return text;
      }
      first = first.isEmpty() ? text : first;
    }
    return first;
  }

  private static List<String> classes(PatentJson biblio) {
    List<String> symbols = new ArrayList<>();
    Optional<PatentJson> all =
        biblio
            .maybe("patent-classifications")
            .flatMap(classes -> classes.maybe("patent-classification"));
    for (PatentJson each : all.map(PatentJson::oneOrMore).orElse(List.of())) {
      boolean cpc =
          each.maybe("classification-scheme")
              .filter(scheme -> scheme.text("@scheme").startsWith("CPC"))
              .isPresent();
      if (cpc) {
        String symbol =
            part(each, "section")
                + part(each, "class")
                + part(each, "subclass")
                + part(each, "main-group")
                + "/"
                + part(each, "subgroup");
        if (!symbols.contains(symbol)) {
          symbols.add(symbol);
        }
      }
    }
    return symbols;
  }

  private static String part(PatentJson symbol, String name) {
    return symbol.at(name).at("$").text();
  }

  /// Names as the documents have them, or else as the database spells them.
  private static List<String> names(PatentJson biblio, String group, String member) {
    List<String> original = new ArrayList<>();
    List<String> spelt = new ArrayList<>();
    Optional<PatentJson> all =
        biblio
            .maybe("parties")
            .flatMap(parties -> parties.maybe(group))
            .flatMap(parties -> parties.maybe(member));
    for (PatentJson each : all.map(PatentJson::oneOrMore).orElse(List.of())) {
      String name = each.at(member + "-name").at("name").text("$").replaceAll("[,;]$", "");
      (each.text("@data-format").equals("original") ? original : spelt).add(name);
    }
    return original.isEmpty() ? spelt : original;
  }
}
