package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where passages that bear on a brief say different things of one. A passage that is newer or
/// decided by its own words holds, and what it replaces is left out; of the others both are named.
final class Clashes {
  /// Maximum number of passages that are compared with each other.
  static final int MOST_COMPARED = 40;

  private static final int FEW_WORDS = 4;
  private static final int MOST_CUTS = 2;

  private static final WordPattern NOW =
      words(
          "(?:confirmed|(?:have|has|'ve) (?:been )?(?:changed|moved|decided)|from now on|immediate effect|no longer|no more|instead of|up from|since this morning|as of (?:today|now)|new (?:price|date|time|day|rule|fee|number|address)|(?:is|are) now"
              + "|bestätigt|ab sofort|jetzt|neuerdings|nicht mehr|statt|anstelle|neue[rsn]? (?:preis|termin|uhrzeit|tag|regel|gebühr|nummer|adresse)|seit heute|geändert|verlegt"
              + "|bekräftat|från och med nu|numera|inte längre|i stället för|istället för|ny(?:tt|a|) (?:pris|datum|tid|nummer|adress|avgift)|ändrat|flyttat|sedan i morse"
              + "|confirmée?|désormais|dorénavant|depuis ce matin|depuis aujourd'hui|au lieu de|nouve(?:au|l|lle) (?:prix|date|horaire|tarif|numéro|adresse)|modifiée?|déplacée?"
              + "|confirmad[oa]|desde hoy|desde esta mañana|a partir de ahora|ya no|en vez de|en lugar de|nuev[oa] (?:precio|fecha|hora|tarifa|número|dirección)|cambiado)\\b");

  private static final WordPattern DECIDED =
      words(
          "(?:resolved|(?:committee|board|council|trustees) (?:decided|voted|agreed)|decision of|beschlossen|beschluss\\p{L}*|bewilligt|beslutade|beslutat|beslut|décidé|délibération|voté|acordó|acordado|acuerdo de|aprobó|aprobado)\\b");

  /// What something is said to be no more.
  private static final Pattern NO_MORE =
      Pattern.compile(
          "\\b(?:no more|no longer any|kein(?:e|en)? (\\p{L}{4,})(?: \\p{L}+)? mehr|inga? (\\p{L}{4,})(?: \\p{L}+)? längre|plus de|ya no hay)\\b(?: (\\p{L}{4,}))?",
          Need.FLAGS);

  private final SeedLanguage language;
  private final Map<Piece, Piece> open = new LinkedHashMap<>();
  private final List<Settled> settled = new ArrayList<>();
  private final Map<Piece, Piece> less = new HashMap<>();
  private final Set<Piece> lost = new LinkedHashSet<>();
  private final Set<String> asked;

  private Clashes(Brief brief) {
    language = brief.language();
    asked = brief.asked().keySet();
  }

  /// A passage that holds, and one that does not.
  record Settled(Piece holds, Piece lost) {}

  private static WordPattern words(String words) {
    return new WordPattern(Pattern.compile("\\b" + words, Need.FLAGS));
  }

  /// @param ranked what bears on the brief, the best first
  static Clashes among(List<Piece> ranked, Reading reading, Brief brief) {
    Clashes clashes = new Clashes(brief);
    List<Piece> pieces = ranked.stream().limit(MOST_COMPARED).toList();
    Set<String> decided = new HashSet<>();
    reading.pieces().stream()
        .filter(piece -> DECIDED.in(piece.text()))
        .forEach(piece -> decided.add(piece.source()));
    clashes.replaced(pieces, reading);
    Disagreement disagreement = new Disagreement();
    for (int i = 0; i < pieces.size(); i++) {
      for (int j = i + 1; j < pieces.size(); j++) {
        Piece one = pieces.get(i);
        Piece other = pieces.get(j);
        if (!clashes.over(one) && !clashes.over(other) && disagreement.between(one, other)) {
          clashes.add(one, other, decided);
        }
      }
    }
    return clashes;
  }

  private boolean over(Piece piece) {
    return lost.contains(piece) || open.containsKey(piece);
  }

  /// What a passage of another source says to be so no more.
  private void replaced(List<Piece> pieces, Reading reading) {
    for (Piece piece : reading.pieces()) {
      replaced(piece.source(), piece.text(), pieces);
    }
    for (Reading.Dismissed dismissed : reading.dismissed()) {
      if (dismissed.standing() != Standing.OLD && dismissed.standing() != Standing.UNSURE) {
        replaced(dismissed.source(), dismissed.text(), pieces);
      }
    }
  }

  private void replaced(String source, String text, List<Piece> pieces) {
    Matcher gone = NO_MORE.matcher(text);
    while (gone.find()) {
      for (int i = 1; i <= gone.groupCount(); i++) {
        String word = gone.group(i) == null ? "" : Words.stem(gone.group(i));
        for (Piece piece : pieces) {
          boolean same = Words.stems(piece.text()).contains(word) && !piece.text().equals(text);
          if (same && !piece.source().equals(source) && !NO_MORE.matcher(piece.text()).find()) {
            lost.add(piece);
          }
        }
      }
    }
  }

  private void add(Piece one, Piece other, Set<String> decided) {
    int first = strength(one, decided);
    int second = strength(other, decided);
    if (first == second) {
      open.put(one, other);
      open.put(other, one);
      return;
    }
    Piece holds = first > second ? one : other;
    Piece loser = first > second ? other : one;
    settled.add(new Settled(holds, loser));
    lost.add(loser);
    cut(loser, holds).ifPresent(rest -> less.put(loser, rest));
  }

  private static int strength(Piece piece, Set<String> decided) {
    return (NOW.in(piece.text()) ? 2 : 0) + (decided.contains(piece.source()) ? 1 : 0);
  }

  /// A passage without its last clause, if that is what another one contradicts.
  private Optional<Piece> cut(Piece piece, Piece other) {
    String text = piece.text();
    for (int i = 0; i < MOST_CUTS; i++) {
      int comma = text.lastIndexOf(", ");
      if (comma < 0) {
        return Optional.empty();
      }
      text = text.substring(0, comma);
      if (Words.of(text).size() < FEW_WORDS || Pieces.half(text)) {
        return Optional.empty();
      }
      Piece rest = piece.cut(text, language, asked);
      if (!new Disagreement().between(rest, other)) {
        return Optional.of(rest);
      }
    }
    return Optional.empty();
  }

  /// The passages that are to be chosen from: without those that do not hold.
  Map<Piece, Double> settled(Map<Piece, Double> scores) {
    Map<Piece, Double> left = new LinkedHashMap<>();
    scores.forEach((piece, score) -> {
      Piece rest = less.get(piece);
      if (rest != null) {
        left.put(rest, score);
      } else if (!lost.contains(piece)) {
        left.put(piece, score);
      }
    });
    return left;
  }

  /// The passage that contradicts another one, where neither is known to hold.
  Optional<Piece> open(Piece piece) {
    return Optional.ofNullable(open.get(piece));
  }

  /// Each two of which one holds.
  List<Settled> settled() {
    return Collections.unmodifiableList(settled);
  }

  /// What does not hold though no passage that bears on the brief contradicts it.
  List<Piece> gone() {
    Set<Piece> against = new HashSet<>();
    settled.forEach(each -> against.add(each.lost()));
    return lost.stream().filter(piece -> !against.contains(piece)).toList();
  }
}
