package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import java.util.Set;
import java.util.regex.Pattern;

/// Tells whether a sentence may be quoted for what its words speak of. One that denies, limits,
/// asks, or tells of what failed is quoted for nothing: better no quotation than a wrong one.
final class Support {
  private static final Pattern DENIES =
      Pattern.compile(
          "\\b(?:not|no|none|never|nobody|nothing|neither|nor|cannot|\\p{L}+n['’]t|without|must|only|barely|hardly|failed|unfortunately|silence|meh|useless|supposedly"
              + "|nicht|kein\\w*|nie|niemand\\w*|nichts|ohne|nur|kaum|leider|muss|müssen|darf|dürfen|eingestellt|vergeblich|umsonst|gescheitert|weder|wenig|angeblich"
              + "|inte|ingen|inget|inga|aldrig|ingenting|utan|bara|endast|måste|knappt|nedlagd|tyvärr|misslyck\\w*|ej|varken|knappast"
              + "|ne|n['’]\\p{L}+|pas|aucune?|jamais|rien|sans|seulement|guère|doit|doivent|malheureusement|échou\\w*|ni"
              + "|nunca|jamás|nada|nadie|ningun[oa]s?|ningún|sin|solo|sólo|apenas|debe|deben|fracas\\w*|tampoco)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern LOSES =
      Pattern.compile(
          "\\b(?:lost|stopped|quit|dropped|verlor\\w*|aufgehört|förlorade|tappade|perdu\\w*|perdi\\w*|cerr[óo]\\w*)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  /// Whose leaving is no loss of customers.
  private static final Pattern STAFF =
      Pattern.compile(
          "staff|employee|colleague|driver|personal|mitarbeit|belegschaft|fachkr|anställd|medarbetare|salarié|employé|empleado|plantilla",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// Who only gives a figure is no way to buyers.
  private static final Pattern SAYS =
      Pattern.compile(
          "\\b(?:says?|said|reckons?|reckoned|according|counts?|counted|estimates?|zählt|zählen|laut|meldet|schätzt|sagt|sagen|enligt|räknar|uppskattar|säger|selon|d['’]après|compte|estime|según|calcula|estima|dice)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  /// When in the year: one says when is bought with a month, or with the part that is.
  private static final Pattern MONTH =
      Pattern.compile(
          "\\b(?:januar[yi]?|februar[yi]?|march|april|june|july|august|september|o[ck]tober|november|de[cz]ember|märz|mai|juni|juli|mars|maj|augusti"
              + "|januari|februari|janvier|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo"
              + "|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  /// A part that grows is no part of the year.
  private static final Pattern GROWS =
      Pattern.compile(
          "\\b(?:rising|rises?|rose|grow\\w*|grew|increas\\w*|fell|falls?|wächst|wachs\\w*|steigt|steigen|stieg\\w*|zunimmt|zurück|ökar|ökade|växer|minskar"
              + "|progress\\w*|augment\\w*|baiss\\w*|crec\\w*|aument\\w*|subi\\w*|sube|baja)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  /// What was done once to win buyers is not what is sold.
  private static final Pattern TRIAL =
      Pattern.compile(
          "\\b(?:campaign\\w*|advert\\w*|leaflets?|spent|last (?:spring|summer|autumn|winter|year)|kampagne\\w*|anzeige\\w*|werb\\w*|messe|letzte[ns]? jahr|ausgegeben"
              + "|kampanj\\w*|annons\\w*|provmånad|förra året|kostade|campagnes?|publicité|annonces?|dépensé|l['’]année dernière|l['’]an dernier"
              + "|campañas?|anuncios?|carteles|gastamos|el año pasado)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  /// A grant that ends pays for nothing.
  private static final Pattern CUTS =
      Pattern.compile(
          "\\b(?:cut|cuts|reduced|scrapped|ended|ends|gekürzt|gestrichen|ausgelaufen|läuft aus|drogs in|dras in|minskade|upphör\\w*|supprim\\w*|réduit\\w*|recort\\w*|suprim\\w*)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  /// What is sold is software: it stands near the beginning, and in no list of what belongs to it.
  private static final Pattern SOLD =
      Pattern.compile(
          "^[^,;:(]{0,60}(?:software|programvara|mjukvara|logiciel|aplicaci|\\bappli|\\bapp\\b|\\bapps\\b|\\bappen\\b|\\bappar\\b|\\bsaas\\b|\\bapi\\b|-app\\b|webanwendung|web-anwendung)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  private static final Set<String> WAYS =
      Set.of("central_buying", "association", "insurer", "tender", "events", "tourism");

  /// What is said of oneself in these says nothing of buyers.
  private static final Set<String> OF_BUYERS =
      Set.of("labour", "habits", "tender", "subsidy", "insurer", "tourism");

  private Support() {}

  /// Topics of those through whom one may sell: what the goal says of them is not told by words.
  static boolean way(String topic) {
    return WAYS.contains(topic);
  }

  /// Whether a sentence is a sign of a topic.
  static boolean of(SeedPassage passage, String topic) {
    boolean rival = topic.startsWith("rival");
    String text = passage.text();
    return rival == (passage.role() == SeedPassage.Role.COMPETITOR)
        && passage.role() != SeedPassage.Role.GOAL
        && passage.role() != SeedPassage.Role.CONSTRAINT
        && text.length() <= SeedPassage.MOST_QUOTED
        && !text.endsWith("?")
        && !(rival && NameMarks.bystanders(text))
        && !SeedRole.means(passage.seed())
        && !DENIES.matcher(text).find()
        && (topic.equals("churn") || !LOSES.matcher(text).find())
        && !(OF_BUYERS.contains(topic) && Aims.own(text))
        && !(WAYS.contains(topic) && SAYS.matcher(text).find())
        && fits(passage, topic);
  }

  private static boolean fits(SeedPassage passage, String topic) {
    return switch (topic) {
      case "churn" -> !STAFF.matcher(passage.text()).find();
      case "base" -> has(passage, Amount.Kind.COUNT) && passage.role() == SeedPassage.Role.MARKET;
      case "loyal" -> passage.role() != SeedPassage.Role.PRODUCT;
      case "subsidy" ->
          passage.role() == SeedPassage.Role.MARKET && !CUTS.matcher(passage.text()).find();
      // Software that comes with something else is not what is sold.
      case "software" -> SOLD.matcher(passage.text()).find();
      // Money that was spent there tells of a trial, and not how it ended.
      case "events" -> !has(passage, Amount.Kind.MONEY);
      case "season" ->
          MONTH.matcher(passage.text()).find()
              || (has(passage, Amount.Kind.PERCENT) && !GROWS.matcher(passage.text()).find());
      // A price with a year or a span of its own tells of a trial.
      case "subscription" ->
          !has(passage, Amount.Kind.YEAR)
              && !has(passage, Amount.Kind.TIME)
              && passage.amounts().stream()
                  .anyMatch(a -> a.kind() == Amount.Kind.MONEY && a.period().equals("month"));
      default -> true;
    };
  }

  /// Whether a sentence tells what was tried once, and what it cost or brought.
  static boolean trial(SeedPassage passage) {
    return has(passage, Amount.Kind.MONEY)
        && (has(passage, Amount.Kind.YEAR) || TRIAL.matcher(passage.text()).find());
  }

  private static boolean has(SeedPassage passage, Amount.Kind kind) {
    return passage.amounts().stream().anyMatch(amount -> amount.kind() == kind);
  }
}
