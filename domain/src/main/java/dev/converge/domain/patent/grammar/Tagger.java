package dev.converge.domain.patent.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Says what each word of a sentence is, from the table of words, the ending, and what stands
/// beside it. No statistics: what it says depends on the sentence alone.
final class Tagger {
  private static final Pattern TOKEN =
      Pattern.compile("[\\p{L}\\p{N}]+(?:[-'’./][\\p{L}\\p{N}]+)*(?:\\s?%|°)?|[,;:()–—]");
  private static final Set<String> MODALS =
      Lexicon.set("can could may might will would shall should must cannot to not does do did");
  private static final Set<String> SUBJECTS = Lexicon.set("it they he she we you i which that who");
  private static final List<String> DESCRIBING =
      List.of("able", "ible", "ous", "ful", "less", "ish", "ical");
  private static final Set<String> DEGREES = Lexicon.set("so such");
  private static final Set<String> BE = Lexicon.set("is are was were be been being");
  private static final Set<String> UNCHANGED = Lexicon.set("cut put set shut split hit cast burst");
  private static final Set<String> NOUNS_IN_LY =
      Lexicon.set("fly assembly supply reply butterfly belly jelly family ply anomaly monopoly");
  private static final Set<String> NUMBERED =
      Lexicon.set("two three four five six seven eight nine ten several many few both all some");

  private final List<String> tokens = new ArrayList<>();
  private final List<Word> words = new ArrayList<>();

  /// Whether the clause so far has a verb that says what its subject does.
  private boolean verb;

  /// Whether the noun phrase that is being read began with an article.
  private boolean article;

  Tagger(String text) {
    Matcher found = TOKEN.matcher(text);
    while (found.find()) {
      tokens.add(found.group());
    }
  }

  List<Word> words() {
    while (words.size() < tokens.size()) {
      next();
    }
    return words;
  }

  /// Reads the next word; `null` after the last. What a word is depends on those before it and on
  /// the one after it.
  @Nullable Word next() {
    int i = words.size();
    if (i == tokens.size()) {
      return null;
    }
    String written = tokens.get(i);
    String lower = written.toLowerCase(Locale.ROOT).replace('’', '\'');
    if (lower.endsWith("'s")) {
      lower = lower.substring(0, lower.length() - 2);
    }
    String lemma = WordForms.lemma(lower);
    Part part = part(i, lower, lemma);
    note(part, lower);
    Word word = new Word(written, lower, lemma, part);
    words.add(word);
    return word;
  }

  private void note(Part part, String lower) {
    switch (part) {
      case VERB, AUXILIARY -> {
        verb = true;
        article = false;
      }
      case RELATIVE, MARK -> {
        verb = false;
        article = false;
      }
      case DETERMINER -> article = Lexicon.ARTICLES.contains(lower);
      case PREPOSITION, CONJUNCTION, PRONOUN, PARTICIPLE, GERUND -> article = false;
      case NOUN, ADJECTIVE, ADVERB, NUMBER -> {
        // A noun phrase goes on.
      }
    }
  }

  private Part part(int i, String lower, String lemma) {
    if (!Character.isLetterOrDigit(lower.charAt(0))) {
      return Part.MARK;
    }
    if (Character.isDigit(lower.charAt(0))) {
      return Part.NUMBER;
    }
    Part small = small(i, lower);
    if (small != null) {
      return small;
    }
    String last = last();
    if (verbal(lower, lemma) && (MODALS.contains(last) || subject(last))) {
      return MODALS.contains(last) && lower.endsWith("ing") ? Part.GERUND : Part.VERB;
    }
    if (Lexicon.adverb(lower) || (lower.endsWith("ly") && !NOUNS_IN_LY.contains(lower))) {
      return Part.ADVERB;
    }
    if (BE.contains(last) && UNCHANGED.contains(lower)) {
      return Part.PARTICIPLE;
    }
    if ((lower.endsWith("ed") && !lemma.equals(lower)) || participle(lower, lemma)) {
      return past(i, last);
    }
    if (lower.endsWith("ing") && !lemma.equals(lower)) {
      return doing(i);
    }
    if (verbal(lower, lemma) && acts(i, lower, lemma)) {
      return Part.VERB;
    }
    return adjective(i, lower) ? Part.ADJECTIVE : Part.NOUN;
  }

  private @Nullable Part small(int i, String lower) {
    if (Lexicon.AUXILIARIES.contains(lower)) {
      return lower.equals("need") && !before(Part.NOUN) ? Part.NOUN : Part.AUXILIARY;
    }
    if (lower.equals("that")) {
      boolean so = last().equals("so") || last().equals("such");
      return so || before(Part.NOUN) || before(Part.MARK) || before(Part.ADVERB)
          ? Part.RELATIVE
          : Part.DETERMINER;
    }
    if (Lexicon.RELATIVES.contains(lower)) {
      return lower.equals("whose") ? Part.DETERMINER : Part.RELATIVE;
    }
    if (Lexicon.PRONOUNS.contains(lower)) {
      return Part.PRONOUN;
    }
    if (Lexicon.DETERMINERS.contains(lower)) {
      return Part.DETERMINER;
    }
    if (Lexicon.CONJUNCTIONS.contains(lower)) {
      return Part.CONJUNCTION;
    }
    boolean along = Lexicon.PREPOSITIONS.contains(lower);
    boolean last =
        i + 1 == tokens.size() || !Character.isLetterOrDigit(tokens.get(i + 1).charAt(0));
    if (along && Lexicon.adverb(lower) && last) {
      return Part.ADVERB;
    }
    return along ? Part.PREPOSITION : null;
  }

  private boolean subject(String last) {
    int i = words.size() - 2;
    boolean result = last.equals("that") && i >= 0 && DEGREES.contains(words.get(i).lower());
    return SUBJECTS.contains(last) && !result && !words.getLast().is(Part.DETERMINER);
  }

  /// A form of a known verb, other than -ed and -ing.
  private static boolean verbal(String lower, String lemma) {
    return Lexicon.verb(lemma)
        && (lemma.equals(lower) || lower.endsWith("s") || participle(lower, lemma));
  }

  private static boolean participle(String lower, String lemma) {
    return Lexicon.verb(lemma)
        && !lemma.equals(lower)
        && !lower.endsWith("s")
        && !lower.endsWith("ing")
        && !lower.endsWith("ion")
        && !lower.endsWith("ment");
  }

  /// Cooled, woven: after a form of "be" or a noun it says what is done, before a noun how it is.
  private Part past(int i, String last) {
    boolean noun = thing(i + 1) || describing(i + 1);
    if (BE.contains(last) || words.isEmpty()) {
      return words.isEmpty() && noun ? Part.ADJECTIVE : Part.PARTICIPLE;
    }
    return before(Part.NOUN) || !noun ? Part.PARTICIPLE : Part.ADJECTIVE;
  }

  private Part doing(int i) {
    boolean more = i + 1 < tokens.size() && follows(i + 1);
    if (before(Part.NOUN)) {
      return more ? Part.PARTICIPLE : Part.NOUN;
    }
    if (before(Part.DETERMINER) || before(Part.ADJECTIVE)) {
      return thing(i + 1) ? Part.ADJECTIVE : Part.NOUN;
    }
    return BE.contains(last()) ? Part.PARTICIPLE : Part.GERUND;
  }

  /// Whether a word that may be a verb is one here.
  private boolean acts(int i, String lower, String lemma) {
    boolean third = !lower.equals(lemma) && lower.endsWith("s");
    boolean end = i + 1 == tokens.size();
    boolean follows = end || follows(i + 1);
    if (before(Part.ADJECTIVE) && article && third && (determined(i + 1) || joins(i + 1))) {
      // "A lamp on the front shows that …": what could describe is the thing itself.
      Word thing = words.removeLast();
      words.add(new Word(thing.written(), thing.lower(), thing.lemma(), Part.NOUN));
      return true;
    }
    if (before(Part.NOUN) && (!end || article)) {
      Word noun = words.getLast();
      boolean of = !end && tokens.get(i + 1).equalsIgnoreCase("of");
      if (third) {
        boolean several = (noun.plural() || counted()) && !singular();
        boolean opens = article || determined(i + 1) || aside();
        return !several && !of && follows && opens;
      }
      return (noun.plural() || plainPlural(noun)) && follows && !of && !verb;
    }
    if (before(Part.MARK) && third) {
      return determined(i + 1);
    }
    if (before(Part.CONJUNCTION) && verb) {
      return third && follows && !coordinate(i);
    }
    return before(Part.ADVERB)
        && words.size() > 1
        && words.get(words.size() - 2).is(Part.NOUN)
        && (third ? follows : follows && words.get(words.size() - 2).plural());
  }

  private static boolean plainPlural(Word noun) {
    return Set.of(
            "people", "teeth", "feet", "men", "women", "children", "bacteria", "nuclei", "bees")
        .contains(noun.lower());
  }

  /// Whether the clause begins with one thing of which what came since is only an attribute: "a
  /// strip of two metals".
  private boolean singular() {
    for (int i = words.size() - 1; i >= 0; i--) {
      Word word = words.get(i);
      switch (word.part()) {
        case MARK, RELATIVE, VERB, AUXILIARY, CONJUNCTION, PARTICIPLE, GERUND, PRONOUN -> {
          return false;
        }
        case PREPOSITION -> {
          boolean begun = i > 1 && words.get(i - 1).is(Part.NOUN) && !words.get(i - 1).plural();
          if (word.lower().equals("of") && begun) {
            return true;
          }
        }
        case NOUN, ADJECTIVE, DETERMINER, NUMBER, ADVERB -> {
          // Still the same phrase.
        }
      }
    }
    return false;
  }

  /// Whether the clause has only its subject so far: "so that heat arises".
  private boolean aside() {
    int i = words.size() - 1;
    while (i >= 0 && (words.get(i).is(Part.NOUN) || words.get(i).is(Part.ADJECTIVE))) {
      i--;
    }
    return i >= 0 && words.get(i).is(Part.RELATIVE);
  }

  private boolean counted() {
    for (int i = words.size() - 1; i >= 0; i--) {
      if (words.get(i).is(Part.DETERMINER)) {
        return NUMBERED.contains(words.get(i).lower());
      }
      if (!words.get(i).is(Part.NOUN) && !words.get(i).is(Part.ADJECTIVE)) {
        return false;
      }
    }
    return false;
  }

  /// Whether a word after "and" goes on with a list of things: "cups and saucers of".
  private boolean coordinate(int i) {
    return i + 1 < tokens.size() && tokens.get(i + 1).equalsIgnoreCase("of");
  }

  private boolean adjective(int i, String lower) {
    boolean ends = lower.length() > 5 && DESCRIBING.stream().anyMatch(lower::endsWith);
    if (!ends && !Lexicon.adjective(lower)) {
      return false;
    }
    return thing(i + 1)
        || describing(i + 1)
        || BE.contains(last())
        || before(Part.VERB)
        || before(Part.ADVERB)
        || before(Part.CONJUNCTION);
  }

  /// Whether a word opens an object or a phrase, so that what is before it may be a verb.
  private boolean follows(int i) {
    String lower = tokens.get(i).toLowerCase(Locale.ROOT);
    return Lexicon.DETERMINERS.contains(lower)
        || Lexicon.PREPOSITIONS.contains(lower)
        || Lexicon.PRONOUNS.contains(lower)
        || Lexicon.RELATIVES.contains(lower)
        || Lexicon.adverb(lower)
        || Lexicon.adjective(lower)
        || lower.endsWith("ly")
        || lower.equals("and")
        || !Character.isLetterOrDigit(lower.charAt(0))
        || (WordForms.lemma(lower).length() < lower.length() && lower.endsWith("s"));
  }

  private boolean joins(int i) {
    return i < tokens.size() && Lexicon.RELATIVES.contains(tokens.get(i).toLowerCase(Locale.ROOT));
  }

  private boolean determined(int i) {
    return i < tokens.size()
        && Lexicon.DETERMINERS.contains(tokens.get(i).toLowerCase(Locale.ROOT));
  }

  /// Whether a word looks like a noun that goes on with a phrase.
  private boolean thing(int i) {
    if (i >= tokens.size()) {
      return false;
    }
    String lower = tokens.get(i).toLowerCase(Locale.ROOT);
    return Character.isLetter(lower.charAt(0))
        && !Lexicon.DETERMINERS.contains(lower)
        && !Lexicon.PREPOSITIONS.contains(lower)
        && !Lexicon.CONJUNCTIONS.contains(lower)
        && !Lexicon.RELATIVES.contains(lower)
        && !Lexicon.PRONOUNS.contains(lower)
        && !Lexicon.AUXILIARIES.contains(lower)
        && !Lexicon.adverb(lower)
        && !lower.endsWith("ly");
  }

  private boolean describing(int i) {
    return i < tokens.size() && Lexicon.adjective(tokens.get(i).toLowerCase(Locale.ROOT));
  }

  private boolean before(Part part) {
    return !words.isEmpty() && words.getLast().is(part);
  }

  private String last() {
    for (int i = words.size() - 1; i >= 0; i--) {
      if (!words.get(i).is(Part.ADVERB) || words.get(i).lower().equals("not")) {
        return words.get(i).lower();
      }
    }
    return "";
  }
}
