package dev.converge.llm.reasoner.growth;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells what whoever wrote the seeds wants from what there is today, in any seed: "We have 85
/// shops today and want 400" says both.
final class Aims {
  private static final Pattern WISH =
      pattern(
          "\\b(?:we|i)\\b[^.;]{0,60}?\\b(?:want|aim|plan|intend|hope|would like|target)\\b"
              + "|\\b(?:our|the) (?:goal|target|aim) (?:is|was set at)\\b|^(?:goal|target|aim)\\b"
              + "|\\b(?:our|unser|vårt|notre|nuestro) (?:goal|target|aim|ziel|mål|objectif|objetivo)\\b"
              + "|\\bwir\\b[^.;]{0,60}?\\b(?:wollen|möchten|planen)\\b|\\b(?:wollen|möchten|planen) wir\\b"
              + "|\\bsollen? es\\b|\\bes sollen?\\b|\\b(?:unser |das )?ziel (?:ist|sind)\\b|^ziel\\b"
              + "|\\bvi\\b[^.;]{0,60}?\\b(?:vill|siktar|planerar)\\b|\\b(?:vill|siktar|planerar) vi\\b"
              + "|\\b(?:vårt )?mål(?:et)? är\\b|^mål(?:et)?\\b"
              + "|\\bnous\\b[^.;]{0,60}?\\b(?:voulons|visons|souhaitons)\\b|\\bl'objectif est\\b|^objectif\\b"
              + "|\\bqueremos\\b|\\b(?:nuestro|el) objetivo es\\b|\\bla meta es\\b|^(?:objetivo|meta)\\b");

  private static final Pattern NOW =
      pattern(
          "\\b(?:today|now|currently|at present|so far|with us"
              + "|heute|zurzeit|derzeit|aktuell|bisher|bei uns|mit uns"
              + "|i dag|idag|just nu|hittills|hos oss"
              + "|aujourd'hui|actuellement|hoy|actualmente)\\b");

  private static final Pattern PAST =
      pattern(
          "\\b(?:cost us|cost £|cost €|cost \\$|did|brought|lost|tried|failed"
              + "|kostade|gav|märktes|provat|förlorade|gjorde|sålde"
              + "|kostete|brachte|brachten|verlor(?:en)?"
              + "|a coûté|ont coûté|n'ont pas|n'a pas|a apporté|avons perdu|costó|costaron|trajo|perdimos)\\b");

  private static final Pattern OWN =
      pattern(
          "\\b(?:we|us|our|wir|uns|unsere?[mnrs]?|vi|oss|vår[at]?|nous|notre|nos|tenemos|trabajamos|nuestr[oa]s?)\\b");

  private static final Pattern SERVES =
      pattern(
          "\\b(?:we|wir|vi|nous)(?: \\p{L}+)? (?:serve|supply|have|look after|deliver to|beliefern|versorgen|betreuen|bedienen|haben"
              + "|betjänar|levererar till|har|servons|livrons|avons)\\b|\\b(?:servimos|atendemos|tenemos)\\b");

  private Aims() {}

  private static Pattern pattern(String words) {
    return Pattern.compile(
        words, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
  }

  /// Where the words that want something end; empty if a sentence wants nothing that is counted.
  static OptionalInt wish(String sentence) {
    Matcher wish = WISH.matcher(sentence.replace('’', '\''));
    boolean counted = sentence.chars().anyMatch(Character::isDigit);
    return counted && wish.find() ? OptionalInt.of(wish.end()) : OptionalInt.empty();
  }

  /// Whether a sentence says how things are today.
  static boolean today(String sentence) {
    return NOW.matcher(sentence.replace('’', '\'')).find();
  }

  /// Whether a sentence says whom whoever wrote the seeds serves.
  static boolean serves(String sentence) {
    return SERVES.matcher(sentence.replace('’', '\'')).find();
  }

  /// Whether a sentence speaks of whoever wrote the seeds.
  static boolean own(String sentence) {
    return OWN.matcher(sentence).find();
  }

  /// Whether a sentence tells what has been.
  private static boolean past(String sentence) {
    return PAST.matcher(sentence.replace('’', '\'')).find();
  }

  /// Whether a sentence has two numbers in digits: what there is and what there is to be.
  private static boolean numbers(String sentence) {
    int count = 0;
    boolean in = false;
    for (int i = 0; i < sentence.length(); i++) {
      char c = sentence.charAt(i);
      boolean digit = Character.isDigit(c);
      count += digit && !in ? 1 : 0;
      in = digit || (in && (c == '.' || c == ',' || c == '\u00a0' || c == '\u202f'));
    }
    return count > 1;
  }

  /// The role of a sentence in a seed of some role.
  static SeedPassage.Role role(SeedPassage.Role seed, String sentence) {
    if (seed == SeedPassage.Role.COMPETITOR) {
      return seed;
    }
    if (wish(sentence).isPresent()) {
      return SeedPassage.Role.GOAL;
    }
    if (seed == SeedPassage.Role.GOAL && past(sentence)) {
      return SeedPassage.Role.OTHER;
    }
    boolean present = seed == SeedPassage.Role.GOAL && today(sentence) && !numbers(sentence);
    boolean own = seed == SeedPassage.Role.MARKET && own(sentence);
    return present || own ? SeedPassage.Role.OTHER : seed;
  }
}
