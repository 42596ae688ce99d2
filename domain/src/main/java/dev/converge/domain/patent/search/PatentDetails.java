package dev.converge.domain.patent.search;

import java.util.List;

/// What not every record of a patent has.
///
/// @param description its paragraphs, in order
/// @param family what the documents of one family have in common, such as their first application;
///   empty if that is not known
/// @param citations numbers of documents that it cites
/// @param language code of the language that the record says; empty if it says none
public record PatentDetails(
    List<String> description, String family, List<String> citations, String language) {
  /// Of a document of which nothing more is known.
  public static final PatentDetails NONE = new PatentDetails(List.of(), "", List.of(), "");

  /// Copies the lists.
  public PatentDetails {
    description = List.copyOf(description);
    citations = List.copyOf(citations);
  }
}
