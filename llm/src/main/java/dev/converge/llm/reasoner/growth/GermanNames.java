package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Names in German, where all nouns begin with a capital: a name stands without an article at the
/// beginning of a sentence or behind its verb, behind the kind of a firm ("die Wäscherei Brolli"),
/// or tells itself by its letters.
final class GermanNames {
  private static final Set<String> ARTICLES =
      Set.of(
          "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer",
          "unser", "unsere", "unserem", "unseren", "ihr", "ihre", "ihrem", "dieser", "diese",
          "dieses");

  /// With what a sentence begins whose subject stands behind the verb.
  private static final Set<String> INVERTS =
      Set.of(
          "hier",
          "dort",
          "daneben",
          "außerdem",
          "zudem",
          "ferner",
          "dazu",
          "neu",
          "inzwischen",
          "heute",
          "jetzt",
          "seit",
          "in",
          "im",
          "bei",
          "am",
          "für",
          "auch",
          "nur",
          "ganz",
          "dann",
          "und",
          "vor",
          "mit",
          "auf",
          "neben",
          "online",
          "aus",
          "regional",
          "bundesweit",
          "derzeit",
          "bisher");

  private static final Pattern ADJECTIVE =
      Pattern.compile(
          "(?:.*sche[nrs]?|rote[nrs]?|neue[nrs]?|alte[nrs]?|große[nrs]?|grüne[nrs]?|blaue[nrs]?|gute[nrs]?|erste[nrs]?|junge[nrs]?)");

  private static final Pattern KIND =
      Pattern.compile(
          ".*(?:erei|firma|anbieter|hersteller|händler|kette|unternehmen|dienst|verein|verband|gesellschaft|plattform|portal|verlag"
              + "|werkstatt|betrieb|laden|agentur|bank|versicherung|genossenschaft|handlung|haus|app|software|startup|start-up|stiftung"
              + "|schule|praxis|labor|kanzlei|gruppe|konzern|markt|theater|chor|hof|brauerei|marke|marktführer|wettbewerber|konkurrent"
              + "|platzhirsch|mitbewerber|anbieterin|gärtnerei|spedition|hotel|restaurant|café|studio)");

  /// Endings of words in small letters that are no names.
  private static final Pattern SMALL =
      Pattern.compile(
          ".*(?:ig|lich|isch|bar|sam|haft|los|en|er|es|em|e|end|weise|s|mal|ern|eln|nur|mehr|teuer|gern|schnell)");

  private static final Set<String> SIZES =
      Set.of("kleine", "kleinere", "große", "größere", "junge", "ältere", "neue", "freie");

  private static final int LEAST_OF_A_SMALL_NAME = 6;

  /// Words for a firm that are no part of its name; others are: "Imkerei Kässbohrer".
  private static final Set<String> BARE =
      Set.of(
          "firma",
          "anbieter",
          "anbieterin",
          "hersteller",
          "händler",
          "kette",
          "unternehmen",
          "plattform",
          "portal",
          "app",
          "software",
          "startup",
          "start-up",
          "gruppe",
          "konzern",
          "marke",
          "marktführer",
          "wettbewerber",
          "konkurrent",
          "platzhirsch",
          "mitbewerber",
          "nachbar",
          "neuling",
          "aufsteiger",
          "herausforderer",
          "kollege",
          "kollegin",
          "betrieb",
          "dienst",
          "riese",
          "discounter");

  private final SentenceNames names;
  private final List<NameToken> tokens;

  GermanNames(SentenceNames names) {
    this.names = names;
    this.tokens = names.tokens();
  }

  void find() {
    if (tokens.isEmpty()) {
      return;
    }
    NameToken first = tokens.getFirst();
    boolean small = NameWords.function(SeedLanguage.DE, first.folded());
    if (first.capital() && (!small || first.special())) {
      beginning();
    }
    headed();
    for (int i = 1; i < tokens.size(); i++) {
      boolean apart = names.apart(i);
      boolean starts = !tokens.get(i - 1).capital() || (i == 1 && small) || !names.near(i);
      if (tokens.get(i).capital() && starts) {
        inside(i, names.end(i), apart);
      }
    }
    if (!names.any() && INVERTS.contains(first.folded())) {
      inverted();
    }
    maker();
    smallBehindKind();
    for (int i = 1; i < tokens.size() && !names.any(); i++) {
      if (tokens.get(i).special() && names.name(i, i + 1)) {
        names.add(i, Math.max(i + 1, names.end(i)));
      }
    }
    if (!names.any()) {
      small();
    }
  }

  /// "Wettbewerber: Vinted, Momox Fashion und Sellpy": a list of words with capitals behind a
  /// colon.
  private void headed() {
    String text = names.text();
    int colon = text.indexOf(": ");
    if (colon < 0) {
      return;
    }
    List<NameToken> items = tokens.stream().filter(t -> t.start() > colon).toList();
    boolean list =
        items.size() > 1
            && items.stream().allMatch(t -> t.capital() || NameWords.JOINTS.contains(t.folded()));
    if (list) {
      int at = tokens.indexOf(items.getFirst());
      names.add(at, names.end(at));
    }
  }

  private boolean bare(int at) {
    return bare(tokens.get(at).folded());
  }

  /// Whether a word is one for a firm that is no part of its name.
  static boolean bare(String folded) {
    return BARE.contains(folded);
  }

  private boolean whole(int from, int to) {
    boolean special = false;
    for (int i = from; i < to; i++) {
      special |= tokens.get(i).legal() || "&+".contains(tokens.get(i).text());
    }
    return special
        || tokens.get(from).special()
        || ADJECTIVE.matcher(tokens.get(from).folded()).matches();
  }

  private void beginning() {
    int end = names.end(0);
    if (end == 2 && SIZES.contains(tokens.getFirst().folded()) && names.kindInGerman(1)) {
      return;
    }
    if (end == 1) {
      if (single()) {
        names.add(0, 1);
      }
    } else if (!whole(0, end) && bare(0)) {
      names.add(1, end);
    } else if (!tokens.getFirst().common() || whole(0, end)) {
      names.add(0, end);
    }
  }

  /// Whether the noun that a sentence begins with, without an article, is a name.
  private boolean single() {
    NameToken first = tokens.getFirst();
    if (first.special()) {
      return true;
    }
    if (first.common() || names.kindInGerman(0) || names.seen().small(first.folded())) {
      return false;
    }
    if (tokens.size() == 1) {
      return true;
    }
    String next = tokens.get(1).folded();
    boolean listed = NameWords.JOINTS.contains(next);
    boolean many = NameWords.OF_MANY.contains(next);
    boolean plural = first.folded().endsWith("en") || first.folded().endsWith("e") || many;
    if (listed && tokens.size() > 3) {
      boolean nouns = first.folded().endsWith("en") && tokens.get(2).folded().endsWith("en");
      return !nouns;
    }
    return !(many && plural);
  }

  /// Behind an article: the name that follows the kind of a firm, or a name with the form of one.
  ///
  /// @param apart whether a mark stands before it, as in "two firms: Dachdecker Eberle and others"
  private void inside(int from, int to, boolean apart) {
    boolean article = ARTICLES.contains(tokens.get(from - 1).folded());
    boolean adjective =
        from > 1
            && tokens.get(from - 1).folded().matches(".*(?:e|en|er|es)")
            && ARTICLES.contains(tokens.get(from - 2).folded());
    if (!(article || adjective || apart) || to - from < 2) {
      return;
    }
    if (whole(from, to) || (apart && !tokens.get(from).common())) {
      names.add(from, to);
    } else if (!tokens.get(from).common()
        && names.name(from + 1, to)
        && (to - from > 2
            || !NameWords.GERMAN_NOUN.matcher(tokens.get(from + 1).folded()).matches())) {
      names.add(bare(from) ? from + 1 : from, to);
    }
  }

  /// "Daneben gibt es Brolli", "In Hamburg verkauft Grohe Geräte": behind the verb.
  private void inverted() {
    for (int i = 2; i < tokens.size(); i++) {
      String before = tokens.get(i - 1).folded();
      boolean verb =
          before.endsWith("t")
              || before.equals("es")
              || before.equals("auch")
              || before.equals("noch");
      NameToken token = tokens.get(i);
      boolean noun = token.capital() && !tokens.get(i - 1).capital();
      if (noun
          && verb
          && !token.common()
          && !names.kindInGerman(i)
          && !token.folded().endsWith("en")) {
        int end = names.end(i);
        names.add(i, end > i + 1 && !whole(i, end) && !clauseEnds(end) ? i + 1 : end);
        return;
      }
    }
  }

  /// Whether a comma or another mark stands behind the word before a place.
  private boolean clauseEnds(int at) {
    return at >= tokens.size()
        || !names.text().substring(tokens.get(at - 1).end(), tokens.get(at).start()).equals(" ");
  }

  /// "Eine Digitalorgel von Johannus": who makes what may be bought instead.
  void maker() {
    for (int i = 3; i < tokens.size() && !names.any(); i++) {
      boolean thing = tokens.get(i - 2).capital() && tokens.get(i - 3).folded().startsWith("ein");
      NameToken token = tokens.get(i);
      boolean noun = names.kindInGerman(i) || token.folded().endsWith("en");
      if (thing
          && tokens.get(i - 1).folded().equals("von")
          && token.capital()
          && !token.common()
          && (token.special() || !noun)) {
        names.add(i, names.end(i));
      }
    }
  }

  /// "Neu ist die Plattform feldteil: …": a word in small letters behind the kind of a firm.
  private void smallBehindKind() {
    for (int i = 1; i < tokens.size() && !names.any(); i++) {
      String word = tokens.get(i).folded();
      if (bare(i - 1)
          && tokens.get(i - 1).capital()
          && names.near(i)
          && !tokens.get(i).capital()
          && clauseEnds(i + 1)
          && word.length() >= LEAST_OF_A_SMALL_NAME
          && !word.endsWith("t")
          && !SMALL.matcher(word).matches()) {
        names.addWord(i);
      }
    }
  }

  /// "Seit dem Frühjahr wirbt auch veloflott mit …": a word in small letters where a noun stands.
  private void small() {
    for (int i = 1; i + 1 < tokens.size(); i++) {
      NameToken token = tokens.get(i);
      boolean subject = tokens.get(i - 1).folded().equals("auch");
      boolean followed = NameWords.before(SeedLanguage.DE, tokens.get(i + 1).folded());
      boolean between =
          i > 0 && names.between(i) && KIND.matcher(tokens.get(i - 1).folded()).matches();
      if ((between || (subject && followed))
          && !token.capital()
          && token.text().length() >= (between ? 3 : LEAST_OF_A_SMALL_NAME)
          && (between || !SMALL.matcher(token.folded()).matches())) {
        names.addWord(i);
        return;
      }
    }
  }
}
