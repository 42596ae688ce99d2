package dev.converge.domain.patent.grammar;

/// A word in its sentence.
///
/// @param written as it stands there
/// @param lower in lower case
/// @param lemma its dictionary form
/// @param part what it is there
public record Word(String written, String lower, String lemma, Part part) {
  /// Whether it is that part of speech.
  public boolean is(Part other) {
    return part == other;
  }

  /// Whether it is a noun of which there are several.
  boolean plural() {
    return part == Part.NOUN && lower.endsWith("s") && !lemma.equals(lower);
  }

  /// Whether it says much of what a text is about: a thing that is named, not "part" or "means".
  public boolean names() {
    return part == Part.NOUN && !Lexicon.generic(lemma) && !Lexicon.unit(lemma);
  }

  /// Whether it says what is done, more than "moves" or "contains" say.
  public boolean acts() {
    boolean doing = part == Part.VERB || part == Part.PARTICIPLE || part == Part.GERUND;
    return doing && Lexicon.verb(lemma) && !Lexicon.everyday(lemma);
  }

  /// Whether it says how a thing is, and more than that it is good.
  public boolean describes() {
    boolean measured = Lexicon.vague(lower) || (lower.endsWith("er") && Lexicon.adjective(lower));
    return part == Part.ADJECTIVE && !measured && !Lexicon.generic(lemma);
  }

  /// Whether it praises or leaves open how much.
  public boolean vague() {
    return (part == Part.ADJECTIVE || part == Part.ADVERB) && Lexicon.vague(lower);
  }
}
