package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Corrects the topics that words alone suggest by the sentence as a whole.
final class SpokenOf {
  /// What rises with these is no demand.
  private static final Pattern PRICES =
      Pattern.compile(
          "(?i)preis|price|\\bcosts?\\b|kosten|\\brents?\\b|\\bprise[rt]|\\bpriset|kostnad|\\bprix\\b|coût|precio|\\bcostes?\\b|miete",
          Pattern.UNICODE_CASE);

  /// "Fewer than 12 teachers" says how many there are, and of no decline.
  private static final Pattern LESS_THAN =
      Pattern.compile(
          "(?i)\\b(?:fewer than|less than|weniger als|färre än|mindre än|moins de|menos de)\\s+[\\p{L}\\d]",
          Pattern.UNICODE_CASE);

  /// By when something is to be done; the season itself says nothing then.
  private static final Pattern DEADLINE =
      Pattern.compile(
          "(?i)\\b(?:(?:before|until|till|by)(?: the| next)? (?:summer|winter|spring|autumn|christmas|easter)"
              + "|(?:vor|bis)(?: de[mnr]| zum| zur)? (?:sommer|winter|frühling|frühjahr|herbst|weihnachten|ostern)"
              + "|(?:före|innan|till) (?:sommaren|vintern|våren|hösten|jul|påsk)"
              + "|avant (?:l'été|l'hiver|le printemps|l'automne|noël)"
              + "|antes (?:del|de la|de) (?:verano|invierno|primavera|otoño|navidad))",
          Pattern.UNICODE_CASE);

  /// What is said not to be.
  private static final Pattern NOT =
      Pattern.compile(
          "\\b(?:no longer|not growing|nicht mehr|kaum noch|inte längre|ne \\p{L}+ plus|ya no)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  /// Whom a sentence calls the buyers: through them nobody else is reached.
  private static final Pattern BUYERS_ARE =
      Pattern.compile(
          "\\b(?:(?:customers|buyers|clients) are|kunden sind|käufer sind|kunderna är|kunder är|clients sont|clientes son)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private SpokenOf() {}

  /// Topics that words alone suggest and that the sentence as a whole does not speak of.
  static void correct(
      Set<String> topics, String sentence, SeedPassage.Role role, List<Amount> amounts) {
    if (topics.contains("growth") && PRICES.matcher(sentence).find()) {
      topics.remove("growth");
      topics.add("price_pressure");
    }
    boolean bottles =
        amounts.stream().anyMatch(a -> recurs(a) && a.kind() == Amount.Kind.COUNT)
            && amounts.stream().noneMatch(a -> recurs(a) && a.kind() == Amount.Kind.MONEY);
    if (bottles) {
      topics.remove("subscription");
    }
    if (topics.contains("decline") && LESS_THAN.matcher(sentence).find()) {
      topics.remove("decline");
    }
    boolean grows = topics.contains("growth") || topics.contains("waiting");
    if (grows && NOT.matcher(sentence).find()) {
      topics.remove("growth");
      topics.remove("waiting");
    }
    boolean through = topics.contains("central_buying") || topics.contains("association");
    if (through && BUYERS_ARE.matcher(sentence).find()) {
      topics.remove("central_buying");
      topics.remove("association");
    }
    boolean own = Aims.own(sentence);
    if (own && topics.contains("season") && DEADLINE.matcher(sentence).find()) {
      topics.remove("season");
    }
    if (own
        && role != SeedPassage.Role.MARKET
        && amounts.stream().anyMatch(amount -> amount.kind() == Amount.Kind.MONEY)) {
      topics.remove("size");
    }
    if (own && role == SeedPassage.Role.OTHER) {
      topics.remove("pain");
      topics.remove("growth");
      topics.remove("demand");
      topics.remove("regulation");
      if (Aims.today(sentence) && amounts.stream().anyMatch(a -> !a.stems().isEmpty())) {
        topics.add("base");
      }
    }
  }

  private static boolean recurs(Amount amount) {
    return !amount.period().isEmpty();
  }
}
