package dev.converge.domain.patent.search;

import dev.converge.core.json.Json;
import dev.converge.domain.patent.Language;
import java.util.List;

/// What there is to search: nobody should take a search of it for a search of more.
///
/// @param documents how many; 0 if the source does not say
/// @param from the first year of publication, or empty
/// @param to the last one, or empty
/// @param languages codes of the languages of the documents; empty if that is not known
public record PatentCollection(long documents, String from, String to, List<String> languages) {
  /// One of which nothing is known.
  public static final PatentCollection UNKNOWN = new PatentCollection(0, "", "", List.of());

  /// Copies the list.
  public PatentCollection {
    languages = List.copyOf(languages);
  }

  /// Whether its size is known.
  public boolean known() {
    return documents > 0;
  }

  /// Whether it has documents in a language, as far as is known.
  public boolean reads(String language) {
    return languages.isEmpty() || languages.contains(language);
  }

  /// `63 patents, 1836 to 2014, in English`.
  public String words() {
    if (!known()) {
      return "of a size that the source does not say";
    }
    String years = from.isEmpty() ? "" : ", " + from + " to " + to;
    List<String> names = languages.stream().map(code -> Language.ofCode(code).words()).toList();
    String in = names.isEmpty() ? "" : ", in " + String.join(", ", names);
    return documents + (documents == 1 ? " patent" : " patents") + years + in;
  }

  /// As a fact's data carries it.
  public Json.Obj data() {
    return Json.object()
        .put("documents", (double) documents)
        .put("from", from)
        .put("to", to)
        .put("languages", languages)
        .put("words", words())
        .build();
  }
}
