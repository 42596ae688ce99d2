package dev.converge.domain.patent.grammar;

/// What a word is in its sentence.
public enum Part {
  /// "the", "a", "each".
  DETERMINER,
  /// "liquid" of "liquid resin"; also a participle before its noun.
  ADJECTIVE,
  /// A thing.
  NOUN,
  /// A verb that says what its subject does: "lifts", "to lift".
  VERB,
  /// "cooled", "woven", and "holding" after the noun that they describe.
  PARTICIPLE,
  /// "cooling" as the name of what is done.
  GERUND,
  /// "is", "has", "can".
  AUXILIARY,
  /// "of", "with", "to".
  PREPOSITION,
  /// "and", "or".
  CONJUNCTION,
  /// "that", "which", "when", "so".
  RELATIVE,
  /// "it", "they".
  PRONOUN,
  /// "upward", "quickly", "not".
  ADVERB,
  /// "12", "0.1".
  NUMBER,
  /// What separates clauses: a comma, a colon.
  MARK
}
