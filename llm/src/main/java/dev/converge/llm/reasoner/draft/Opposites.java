package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Words;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether two passages say the opposite of one thing: open and closed, allowed and forbidden,
/// waterproof and not waterproof.
final class Opposites {
  private static final int TOGETHER = 2;

  private static final WordPattern CLOSED =
      words(
          "(?:closed|shut|cancelled|out of bounds|geschlossen|gesperrt|fällt aus|entfällt|abgesagt|zu bleibt|stängt?|stängd\\p{L}*|inställd?|avstängd\\p{L}*|fermée?s?|annulée?s?|suspendue?s?|cerrad[oa]s?|cancelad[oa]s?|suspendid[oa]s?)\\b");

  private static final WordPattern OPEN =
      words(
          "(?:open|stays open|as usual|normal|takes place|geöffnet|offen|wie gewohnt|wie üblich|findet statt|öppet|öppen|öppna|som vanligt|ouverte?s?|normales?|normalement|comme d'habitude|abiert[oa]s?|como siempre|con normalidad)\\b");

  private static final WordPattern FORBIDDEN =
      words(
          "(?:must not|may not|not allowed|not permitted|forbidden|prohibited|no longer|cannot be|can't be|verboten|nicht erlaubt|nicht gestattet|untersagt|darf nicht|dürfen nicht|förbjud\\p{L}*|inte tillåt\\p{L}*|får inte|interdite?s?|ne (?:doit|doivent|peut|peuvent) (?:pas|plus)|prohibid[oa]s?|no se (?:puede|pueden|permite\\p{L}*|admite\\p{L}*)|no está\\p{L}* permitid\\p{L}*)\\b");

  private static final WordPattern ALLOWED =
      words(
          "(?:may|can|allowed|permitted|welcome|erlaubt|gestattet|darf|dürfen|tillåt\\p{L}*|får|autorisée?s?|permise?s?|peut|peuvent|permitid[oa]s?|se (?:puede|pueden|permite\\p{L}*))\\b(?! (?:not|inte|nicht))");

  private static final Pattern NOT =
      Pattern.compile(
          "\\b(?:not|ej|inte|nicht|pas|non|no es|no son)[ -]+(\\p{L}*(?:tät|täta|tätt|dicht|proof|tight|fest|safe|säker|säkra|bar|able|ible|tålig\\p{L}*|étanche|impermeable|lavable|vegan\\p{L}*|vegetari\\p{L}*|gratis|free|kostenlos|gratuit\\p{L}*|pasteuri\\p{L}*))(?![\\p{L}])",
          Need.FLAGS);

  private Opposites() {}

  private static WordPattern words(String words) {
    return new WordPattern(Pattern.compile("\\b" + words, Need.FLAGS));
  }

  /// Whether they do.
  static boolean between(Piece one, Piece other) {
    return denied(one.text(), other.text())
        || denied(other.text(), one.text())
        || opposed(one.text(), other.text())
        || opposed(other.text(), one.text());
  }

  /// Whether one says of what the other says something that it is not so.
  private static boolean denied(String one, String other) {
    Matcher not = NOT.matcher(one);
    while (not.find()) {
      String word = Words.fold(not.group(1));
      if (Words.of(other).stream().map(Words::fold).anyMatch(word::equals)
          && !NOT.matcher(other).find()) {
        return true;
      }
    }
    return false;
  }

  private static boolean opposed(String one, String other) {
    boolean shut = CLOSED.in(one) && !OPEN.in(one) && OPEN.in(other) && !CLOSED.in(other);
    boolean not = FORBIDDEN.in(one) && ALLOWED.in(other) && !FORBIDDEN.in(other);
    if (!shut && !not) {
      return false;
    }
    Set<String> words = subject(one);
    Set<String> others = subject(other);
    int shared = NoteTaker.overlap(words, others);
    return shared >= TOGETHER;
  }

  private static Set<String> subject(String text) {
    Set<String> words = new LinkedHashSet<>(Occasion.words(text));
    words.removeIf(word -> word.length() < 3);
    return words;
  }
}
