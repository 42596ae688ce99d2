package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.Words;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// By what words around a number its part in a goal is told: what there is, what there is to be,
/// what is to be added, and in what time.
final class WantedWords {
  /// Characters before and behind a number in which these words stand.
  private static final int NEAR = 36;

  private static final int BEHIND = 28;
  private static final BigDecimal YEAR = BigDecimal.valueOf(12);
  private static final BigDecimal YEAR_AND_A_HALF = BigDecimal.valueOf(18);
  private static final BigDecimal HALF = BigDecimal.valueOf(6);

  private static final Pattern FROM =
      pattern("(?:\\b(?:from|von|vom|från|de|desde|du)|\\bd['’])(?:\\s+[\\p{L}'’]+){0,3}\\s*$");

  private static final Pattern ARROW = Pattern.compile("^\\s*(?:→|->)");

  private static final Pattern PRESENT =
      pattern(
          "\\b(?:up from|from today['’]s|från dagens|mot dagens|från nuvarande|von heute|von derzeit|desde los actuales|desde las actuales|instead of|rather than|it was|currently|now|today|at present|so far|heute|derzeit|zurzeit|aktuell|bisher|momentan|statt|es waren|es war|i dag|idag|det var"
              + "|just nu|nu|nuvarande|mot|aujourd'hui|actuellement|contre|au lieu de|c'était|hoy|antes eran|eran|actualmente|ahora|frente a|en vez de)"
              + "(?:\\s+(?:about|around|only|just|the|it is|we have|heute|bisher|derzeit|aujourd'hui|ahora|son|rund|etwa|erst|nur|sind es|es sind|är det|bara|cirka|les|los|las|environ|unos|unas))*[\\s:(]*$");

  private static final Pattern ADDED_BEFORE =
      pattern(
          "(?:\\b(?:another|additional|extra|further|more|plus|weitere[nrs]?|zusätzliche[nrs]?|ytterligare|otros|otras|um|by)|\\+)\\s*$");

  private static final Pattern ADDED_BEHIND =
      pattern(
          "^\\s*(?:\\p{L}+\\s+){0,2}?(?:more|additional|new|extra|further|neue[nrs]?|weitere[nrs]?|zusätzliche[nrs]?|mehr|nya|fler"
              + "|nouveaux|nouvelles|nouveau|de plus|supplémentaires|nuev[oa]s|más|adicionales)\\b");

  private static final Pattern WINS =
      pattern(
          "\\b(?:win|gain|sign(?: up)?|acquire|add|recruit|attract|gewinnen|hinzugewinnen|anwerben|vinna|värva|teckna|gagner|conquérir|recruter"
              + "|ganar|captar|conseguir|sumar)\\b");

  private static final Pattern PART =
      pattern(
          "^\\W*(?:of them|of these|of which|of whom|of the|of our|of \\d|davon|von ihnen|von \\d|von den|av dem|av \\d|varav|d'entre|sur \\d|de ellos|de ellas|out of)");

  private static final Pattern PART_BEFORE =
      pattern(
          "\\b(?:of which|of whom|davon|darunter|varav|dont|de ellos|de los cuales)(?:\\s+\\p{L}+){0,2}\\s*$");

  private static final Pattern MULTIPLIES =
      pattern(
          "\\b(?:double|doubling|triple|tripling|halve|verdoppeln|verdreifachen|verdoppelt|verdreifacht|halbieren|fördubbla|tredubbla|halvera"
              + "|doubler|tripler|duplicar|triplicar)\\b");

  private static final Pattern LAST =
      pattern(
          "\\b(?:last year|last season|in the past year|letzte[ns]? jahr(?:es)?|vergangene[ns]? jahr|vorigen? jahr|letzte[rn]? saison"
              + "|i fjol|förra året|förra säsongen|l'an dernier|l'année dernière|la saison dernière|el año pasado|la temporada pasada)\\b");

  private static final Pattern SEASON =
      pattern(
          "^.{0,30}?\\b(?:a|per|each|every|pro|je|per|om|i|par|al|por|cada)\\s+(?:season|saison|säsong|säsongen|temporada|term|termin|quarter|quartal|kvartal|trimestre)\\b");

  private static final Pattern IN_TIME =
      pattern(
          "\\b(?:in|within|over|inside|innerhalb(?: von)?|binnen|inom|på|under|om|en|dans|d'ici(?: à)?|sous|dentro de|plazo de|délai de|after|nach|efter|après)"
              + "(?:\\s+(?:the|next|coming|about|only|just|under|den|der|nächsten|kommenden|etwa|rund|nur|knapp|de|närmaste|kommande|cirka|les|prochains|environ"
              + "|los|próximos|unos|i\\.e\\.))*\\s*$");

  private static final Pattern WORDED =
      pattern(
          "\\b(?:in|within|over|innerhalb|binnen|inom|på|om|en|dans|d'ici|dentro de)\\s+(?:the\\s+)?"
              + "(?:(?<long>(?:a|one) year and a half|anderthalb jahren?|eineinhalb jahren?|ett och ett halvt år|ett och ett halvår|un an et demi|(?:un )?año y medio)"
              + "|(?<half>half a year|einem halben jahr|eines halben jahres|ett halvår|un semestre|seis meses)"
              + "|(?<year>(?:a|one|next) year|einem jahr|eines jahres|jahresfrist|ett år|un an|un año))(?![\\p{L}])");

  /// Months as words, which no amount has.
  private static final Map<String, Integer> NUMERALS = new HashMap<>();

  static {
    numerals(15, "fifteen fünfzehn femton quinze quince");
    numerals(18, "eighteen achtzehn arton dix-huit dieciocho");
    numerals(20, "twenty zwanzig tjugo vingt veinte");
    numerals(24, "twenty-four vierundzwanzig tjugofyra vingt-quatre veinticuatro");
    numerals(30, "thirty dreißig trettio trente treinta");
    numerals(36, "thirty-six sechsunddreißig trettiosex trente-six");
  }

  private static final Pattern MONTHS =
      pattern(
          "\\b(?:in|within|over|inside|binnen|innerhalb von|inom|om|på|en|dans|d'ici|dentro de)\\s+(?:the next\\s+)?([\\p{L}-]+)\\s+(?:months?|monaten?|månader|mois|meses)\\b");

  private static void numerals(int months, String words) {
    for (String word : words.split(" ", -1)) {
      NUMERALS.put(word, months);
    }
  }

  private WantedWords() {}

  private static Pattern pattern(String words) {
    return Pattern.compile(
        words, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
  }

  private static String before(String text, Amount amount) {
    return text.substring(Math.max(0, amount.start() - NEAR), amount.start());
  }

  private static String behind(String text, Amount amount) {
    return text.substring(amount.end(), Math.min(text.length(), amount.end() + BEHIND));
  }

  /// The words of a number with its unit, without its digits.
  private static String unit(String text, Amount amount) {
    String raw = text.substring(amount.start(), amount.end());
    int at = 0;
    while (at < raw.length() && !Character.isLetter(raw.charAt(at))) {
      at++;
    }
    return raw.substring(at);
  }

  /// Whether a number is where something starts.
  static boolean fromWhere(String text, Amount amount) {
    return FROM.matcher(before(text, amount)).find() || ARROW.matcher(behind(text, amount)).find();
  }

  /// Whether a number is said of the present.
  static boolean present(String text, Amount amount) {
    return PRESENT.matcher(before(text, amount).replace('’', '\'')).find();
  }

  /// Whether a number says how many are to be added.
  static boolean added(String text, Amount amount) {
    boolean before = ADDED_BEFORE.matcher(before(text, amount)).find();
    boolean behind =
        ADDED_BEHIND.matcher(unit(text, amount) + " ").find()
            || ADDED_BEHIND.matcher(behind(text, amount)).find();
    boolean wins =
        WINS.matcher(before(text, amount)).find() || WINS.matcher(behind(text, amount)).find();
    return before || behind || wins;
  }

  private static final Pattern NOUN =
      pattern(
          "([\\p{L}-]{5,})(?:\\s+(?:of|von|på|de|is|was|at|über|auf))?(?:\\s+(?:about|some|rund|etwa|cirka|environ|unos))?\\s+[€$£]?$");

  /// The noun right before a number of money; empty if there is none.
  static String noun(String text, Amount amount) {
    Matcher noun = NOUN.matcher(before(text, amount));
    return noun.find() ? Words.fold(noun.group(1)) : "";
  }

  /// Whether a number is a part of another one: "4 of 35", "25 of them".
  static boolean part(String text, Amount amount) {
    return PART.matcher(behind(text, amount)).find()
        || PART_BEFORE.matcher(before(text, amount)).find();
  }

  private static final Pattern WHOLE =
      pattern(
          "\\d\\s+(?:of|out of|von|av|sur|de)\\s+(?:(?:our|the|unseren?|den|våra|nos|les|nuestros|los|las)\\s+)?$");

  /// Whether a number is the whole of which another one is a part: "18 of 100".
  static boolean whole(String text, Amount amount) {
    return WHOLE.matcher(before(text, amount)).find();
  }

  /// Whether a goal says by what it is to be multiplied.
  static boolean multiplies(String text) {
    return MULTIPLIES.matcher(text).find();
  }

  /// Whether a sentence speaks of the last year.
  static boolean last(String text) {
    return LAST.matcher(text.replace('’', '\'')).find();
  }

  /// Whether a number counts what comes about in each season.
  static boolean seasonal(String text, Amount amount) {
    return SEASON.matcher(text.substring(amount.start())).find();
  }

  /// The time that a sentence gives, in months; zero if it gives none, or more than one.
  static BigDecimal months(String text, List<Amount> amounts) {
    BigDecimal found = BigDecimal.ZERO;
    for (Amount amount : amounts) {
      boolean span = amount.kind() == Amount.Kind.TIME && amount.months().signum() > 0;
      if (span && IN_TIME.matcher(before(text, amount).replace('’', '\'')).find()) {
        if (found.signum() > 0 && found.compareTo(amount.months()) != 0) {
          return BigDecimal.ZERO;
        }
        found = amount.months();
      }
    }
    Matcher written = MONTHS.matcher(text.replace('’', '\''));
    if (found.signum() == 0 && written.find()) {
      Integer value = NUMERALS.get(Words.fold(written.group(1)));
      if (value != null) {
        return BigDecimal.valueOf(value);
      }
    }
    Matcher worded = WORDED.matcher(text.replace('’', '\''));
    if (found.signum() == 0 && worded.find()) {
      return worded.group("long") != null
          ? YEAR_AND_A_HALF
          : worded.group("half") != null ? HALF : YEAR;
    }
    return found;
  }
}
