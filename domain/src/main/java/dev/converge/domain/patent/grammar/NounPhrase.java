package dev.converge.domain.patent.grammar;

import java.util.List;

/// A thing with what stands before it: "a source", "the liquid resin", "each cross-section".
///
/// @param words at least its noun
/// @param from where it begins in its sentence
public record NounPhrase(List<Word> words, int from) {
  /// Copies the list.
  public NounPhrase {
    words = List.copyOf(words);
  }

  /// Where the next word of the sentence stands.
  public int to() {
    return from + words.size();
  }

  /// The noun that says what it is.
  public Word head() {
    return words.getLast();
  }

  /// Its words without articles and the like.
  public List<Word> bare() {
    return words.stream().filter(word -> !word.is(Part.DETERMINER)).toList();
  }

  /// What stands before its first word of content, in lower case; empty if nothing does.
  public String determiner() {
    return words.getFirst().is(Part.DETERMINER) ? words.getFirst().lower() : "";
  }

  /// As it is written, without articles and the like.
  public String text() {
    return String.join(" ", bare().stream().map(Word::written).toList());
  }
}
