package dev.converge.domain.patent.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A record of The Lens, as its API returns each and as its exports have them one a line.
public final class LensRecord {
  /// Maximum number of citations kept for a document.
  private static final int MAX_CITATIONS = 500;

  private LensRecord() {}

  /// Reads a record; empty if it has no title or no day.
  ///
  /// @throws PatentRecord.Wrong if it is none of The Lens
  public static Optional<PatentDocument> read(String line) throws PatentRecord.Wrong {
    try {
      PatentJson one = PatentJson.parse(line);
      return LensApi.document(one).map(document -> with(document, one));
    } catch (PatentJson.Wrong e) {
      throw new PatentRecord.Wrong(String.valueOf(e.getMessage()));
    }
  }

  private static PatentDocument with(PatentDocument document, PatentJson one) {
    return new PatentDocument(
        document.id(),
        document.title(),
        document.summary(),
        document.claims(),
        document.cpc(),
        document.published(),
        document.priority(),
        document.assignee(),
        document.inventors(),
        document.url(),
        new PatentDetails(
            one.maybe("description")
                .map(text -> text.text("text").lines().filter(line -> !line.isBlank()).toList())
                .orElse(List.of()),
            family(one),
            citations(one),
            one.text("lang").toLowerCase(Locale.ROOT)));
  }

  private static String family(PatentJson one) {
    return one.each("families", "simple_family", "members").stream()
        .findFirst()
        .map(member -> "L" + member.text("lens_id"))
        .filter(family -> family.length() > 1)
        .orElse("");
  }

  private static List<String> citations(PatentJson one) {
    List<String> numbers = new ArrayList<>();
    for (PatentJson each : one.at("biblio").each("references_cited", "citations")) {
      each.maybe("patcit")
          .flatMap(patent -> patent.maybe("document_id"))
          .map(id -> id.text("jurisdiction") + id.text("doc_number") + id.text("kind"))
          .filter(number -> !number.isEmpty() && numbers.size() < MAX_CITATIONS)
          .ifPresent(numbers::add);
    }
    return numbers;
  }
}
