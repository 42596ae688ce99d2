package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Words;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether two passages say the opposite of one thing: open and closed, allowed and forbidden,
/// waterproof and not waterproof.
///
/// @param closed whether a passage says only that something is closed
/// @param open whether it says only that something is open
/// @param forbidden whether it forbids something
/// @param allowed whether it allows something and forbids nothing
/// @param denied words of what it says not to be so
record Opposites(
    boolean closed, boolean open, boolean forbidden, boolean allowed, Set<String> denied) {
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

  private static WordPattern words(String words) {
    return new WordPattern(Pattern.compile("\\b" + words, Need.FLAGS));
  }

  /// What a passage says of that sort.
  static Opposites in(String text) {
    boolean closed = CLOSED.in(text);
    boolean open = OPEN.in(text);
    boolean forbidden = FORBIDDEN.in(text);
    Set<String> denied = new LinkedHashSet<>();
    Matcher not = NOT.matcher(text);
    while (not.find()) {
      denied.add(Words.fold(not.group(1)));
    }
    return new Opposites(
        closed && !open, open && !closed, forbidden, !forbidden && ALLOWED.in(text), denied);
  }

  /// Whether they do.
  static boolean between(Traits.Compared one, Traits.Compared other) {
    return denied(one, other) || denied(other, one) || opposed(one, other);
  }

  /// Whether one says of what the other says something that it is not so.
  private static boolean denied(Traits.Compared one, Traits.Compared other) {
    return other.opposites().denied.isEmpty()
        && one.opposites().denied.stream().anyMatch(other.folded()::contains);
  }

  private static boolean opposed(Traits.Compared one, Traits.Compared other) {
    Opposites a = one.opposites();
    Opposites b = other.opposites();
    boolean shut = (a.closed && b.open) || (b.closed && a.open);
    boolean not = (a.forbidden && b.allowed) || (b.forbidden && a.allowed);
    if (!shut && !not) {
      return false;
    }
    int shared = 0;
    for (String word : one.occasion()) {
      shared += word.length() > 2 && other.occasion().contains(word) ? 1 : 0;
    }
    return shared >= TOGETHER;
  }
}
