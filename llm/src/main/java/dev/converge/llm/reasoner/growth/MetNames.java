package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names in a sentence that says against whom one stands, whatever stands between them: "We mostly
/// lose to A (about £180, bundled) and to B, which is cheaper", "Am häufigsten treffen wir auf A,
/// gelegentlich auf B", "Big ones: A, who …, and B near C".
final class MetNames {
  private static final Map<SeedLanguage, Pattern> HEADS = new EnumMap<>(SeedLanguage.class);

  /// Few words and a colon: "Big ones:", "Im Regal neben uns:".
  private static final Pattern COLON =
      Pattern.compile("^(?:[\\p{L}-]+ ){0,7}[\\p{L}-]+(?:: | [–—-] )");

  private static final String W = "(?:[\\p{L}'’-]+ ){0,3}?";

  static {
    head(
        SeedLanguage.EN,
        "^(?:mainly|mostly|chiefly|usually|above all) (?=\\p{Lu})"
            + "|(?:biggest|largest|closest|nearest|strongest|cheapest|main|toughest|oldest|newest|best known|most common)(?: \\p{Ll}+){0,3}? (?:is|are) (?:probably |still |now )?"
            + "|(?:we are|we['’]re|us) "
            + W
            + "compared "
            + W
            + "(?:with|to) "
            + "|(?:use|uses|buy from|buys from|order from|orders from|stay with|stick with) (?:either |just |mostly )?(?=\\p{Lu})"
            + "|(?:lose|losing|lost) "
            + W
            + "(?:out )?to |compar(?:e|es|ed) us "
            + W
            + "(?:with|to) "
            + "|(?:up|pitch(?:es|ed)?|quot(?:e|es|ed|ing)|bid(?:ding)?) against |(?:we|usually|mostly|mainly|often) (?:meet|encounter|see|face) "
            + "|(?:run|come) (?:into|across) |compet(?:e|es|ing) "
            + W
            + "(?:with|against) "
            + "|(?:choose|chooses|prefer|prefers|choosing) between us and "
            + "|(?:go|goes|went|going|turn|switch(?:es|ed)?) to (?=\\p{Lu})"
            + "|(?:competition|rivals?|competitors?|alternatives?) "
            + W
            + "(?:is|are|comes? from|includes?|would be) "
            + "|^(?:cheap(?:er)?(?: \\p{Ll}+)?|imports?|copies|knock-offs) from "
            + "|there (?:is|are)(?: also| now| then)? (?=\\p{Lu})");
    head(
        SeedLanguage.DE,
        "^(?:bekannt|stark|verbreitet|üblich|relevant|wichtig) sind "
            + "|^(?:hauptsächlich|vor allem|meist|meistens|überwiegend|in erster linie) (?=\\p{Lu})"
            + "|(?:größte|stärkste|nächste|bekannteste|billigste|älteste|wichtigste|schärfste)[rsn]? (?:\\p{L}+ ){0,2}?(?:ist|sind|bleibt) "
            + "|am (?:nächsten|größten|billigsten|bekanntesten|häufigsten) (?:\\p{Ll}+ ){0,3}?(?:ist|sind|kommt|kommen) (?:uns |mir |dabei )?"
            + "|wettbewerb "
            + W
            + "mit "
            + "|(?:kaufen|bestellen|holen|landen) "
            + W
            + "bei |^von (?=(?-i:\\p{Lu})[\\p{L}\\p{N}-]* (?:kommt|gibt|stammt))"
            + "|treffen "
            + W
            + "auf |stoßen "
            + W
            + "auf |verlieren "
            + W
            + "(?:gegen|an) "
            + "|vergl(?:eichen|ichen) "
            + W
            + "mit |konkurrieren "
            + W
            + "mit |begegnen "
            + W
            + "(?=\\p{Lu})"
            + "|neben uns "
            + W
            + "(?:stehen|gibt es|liegen|bieten) |(?:gehen|wechseln|wechselt|geht) "
            + W
            + "zu (?=\\p{Lu})"
            + "|(?:konkurrenz|wettbewerb) "
            + W
            + "(?:ist|sind|kommt von|kommen von|heißt|heißen) |sitzt "
            + W
            + "schon "
            + "|^(?:billig\\p{L}*|günstig\\p{L}*)(?: \\p{Lu}\\p{L}+)? von "
            + "|es gibt "
            + W
            + "(?=\\p{Lu})|gibt es "
            + W
            + "(?=\\p{Lu})");
    head(
        SeedLanguage.SV,
        "^(?:främst|mest|oftast|i första hand|framför allt) (?=\\p{Lu})"
            + "|(?:närmast|störst|billigast|äldst|starkast|vassast|tuffast|vanligast|mest känd)(?: oss)?(?: i \\p{L}+)? (?:är|ligger|kommer|finns) "
            + "|(?:köper|beställer) "
            + W
            + "(?:av|från|hos) (?=\\p{Lu})|använder (?:antingen )?(?=\\p{Lu})"
            + "|(?:vi |oss |oftast |vanligast |främst )?(?:möter|stöter på|träffar på) (?:vi )?"
            + W
            + "|konkurrerar (?:vi )?"
            + W
            + "med |förlorar (?:vi )?"
            + W
            + "(?:mot|till) |jämför(?:s)? (?:oss )?"
            + W
            + "med "
            + "|väljer mellan oss och |(?:går|byter) "
            + W
            + "till (?=\\p{Lu})"
            + "|(?:konkurrens|konkurrensen|konkurrenter|konkurrenterna|konkurrenten) "
            + W
            + "(?:är|heter|kommer från) "
            + "|^(?:billigt?|billigare|import|kopior)(?: \\p{Ll}+)? från "
            + "|(?:finns|det finns) "
            + W);
    head(
        SeedLanguage.FR,
        "(?:nous|on) (?:croisons|rencontrons|affrontons|croise|perdons) "
            + W
            + "|(?:perdons|perd|perdu) "
            + W
            + "(?:contre|face à) |compar(?:ent|e|és|ée?) "
            + W
            + "(?:à|avec) |face à nous "
            + W
            + "|il y a ");
    head(
        SeedLanguage.ES,
        "(?:encontramos|topamos|cruzamos) "
            + W
            + "con |perdemos "
            + W
            + "(?:contra|frente a|con) |comparan "
            + W
            + "con |compiten? "
            + W
            + "con |competimos "
            + W
            + "con |hay ");
  }

  /// What may stand before a name in a list.
  private static final Set<String> BEFORE =
      NameWords.set(
          "then followed by danach kommt folgt folgen därefter kommer därnäst det den either entweder antingen since to with against from auf mit gegen an zu von mot med till på contre avec à con contra the die"
              + " der das den dem le la les el los also sometimes occasionally now lately mainly mostly"
              + " increasingly even often rarely recently gelegentlich manchmal auch noch seltener selten vor"
              + " allem neuerdings zunehmend teils oft häufig dann schon meist ibland även främst också oftast"
              + " mest numera allt oftare framför parfois aussi surtout a veces también sobre todo chain firm"
              + " start-up startup newcomer kedjan firman bolaget företaget chaîne cadena two three zwei två of"
              + " course sedan local lokala lokale lokalen nya norska danska tyska finska one ein eine");

  private static final Set<String> OWN_BRAND =
      Set.of("eigenmarke", "eigenmarken", "hausmarke", "handelsmarke", "egenmärke", "egna");

  private static final Set<String> ALSO =
      Set.of("also", "auch", "noch", "eher", "även", "också", "aussi", "plutôt", "también");

  /// What buyers make do with, and none who competes.
  static final Set<String> TOOLS =
      Set.of("excel", "google", "outlook", "word", "sheets", "whatsapp", "facebook", "instagram");

  private static final int MOST_BEFORE = 4;

  private final SentenceNames names;
  private final String text;
  private int depth;

  MetNames(SentenceNames names) {
    this.names = names;
    this.text = names.text();
  }

  private static void head(SeedLanguage language, String words) {
    HEADS.put(
        language,
        Pattern.compile(
            "(?<!\\p{L})(?:" + words.replace("(?=\\p{Lu})", "(?=(?-i:\\p{Lu}))") + ")",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
  }

  /// Whether the sentence says against whom one stands and names one.
  boolean find() {
    Matcher head = Objects.requireNonNull(HEADS.get(names.language())).matcher(text);
    boolean found = false;
    int from = 0;
    while (!found && head.find(from)) {
      found = list(head.end());
      from = head.end();
    }
    Matcher colon = COLON.matcher(text);
    return found || (colon.find() && list(colon.end())) || plain();
  }

  private boolean list(int start) {
    int size = names.tokens().size();
    int at = 0;
    while (at < size && names.tokens().get(at).start() < start) {
      at++;
    }
    int end = item(at);
    if (end == at) {
      return false;
    }
    depth = 0;
    for (int i = end; i < size; i++) {
      String gap = gap(i);
      depth += count(gap, '(') - count(gap, ')');
      boolean joint = NameWords.JOINTS.contains(names.tokens().get(i).folded());
      boolean comma = gap.strip().endsWith(",") || gap.strip().endsWith(";");
      if (depth > 0 || !(joint || comma)) {
        continue;
      }
      int begin = joint ? i + 1 : i;
      // "X in Toledo and Akron": a place is joined to a place.
      boolean place =
          joint
              && !comma
              && begin < size
              && names.part(begin)
              && i != end
              && !gap.contains(")")
              && behindPlace(i);
      int next = place ? begin : item(begin);
      if (next > begin) {
        i = next - 1;
      }
    }
    return true;
  }

  private boolean behindPlace(int at) {
    int i = at - 1;
    while (i > 0 && names.part(i)) {
      i--;
    }
    return i < at - 1 && NameWords.before(names.language(), names.tokens().get(i).folded());
  }

  private String gap(int at) {
    return text.substring(names.tokens().get(at - 1).end(), names.tokens().get(at).start());
  }

  private static int count(String gap, char wanted) {
    return (int) gap.chars().filter(c -> c == wanted).count();
  }

  /// Adds the name that a part of the list begins with.
  ///
  /// @return behind the name; the place itself if there is none
  private int item(int at) {
    int begin = at;
    int size = names.tokens().size();
    while (begin < size
        && begin - at < MOST_BEFORE
        && BEFORE.contains(names.tokens().get(begin).folded())
        && !(names.part(begin)
            && begin + 1 < size
            && names.part(begin + 1)
            && names.near(begin + 1))) {
      begin++;
    }
    int also = also(at);
    begin = also > 0 ? also : begin;
    if (begin < size && OWN_BRAND.contains(names.tokens().get(begin).folded())) {
      begin = Math.min(size, begin + 2);
    }
    boolean near = begin == at || also > 0 || names.near(begin);
    if (begin >= size || !names.part(begin) || !near) {
      return at;
    }
    int end = names.end(begin);
    if (end <= begin
        || !names.name(begin, end)
        || thing(begin, end)
        || TOOLS.contains(names.tokens().get(begin).folded())) {
      return at;
    }
    boolean kind =
        names.language() == SeedLanguage.DE
            && end > begin + 1
            && GermanNames.bare(names.tokens().get(begin).folded());
    names.addName(kind ? begin + 1 : begin, end);
    return end;
  }

  /// "In larger tenders also Kiona": where a name stands behind "also"; zero if none does.
  private int also(int at) {
    for (int i = at + 1; i < names.tokens().size() && i <= at + MOST_BEFORE + 2; i++) {
      if (!names.near(i)) {
        return 0;
      }
      if (names.part(i) && ALSO.contains(names.tokens().get(i - 1).folded())) {
        return i;
      }
    }
    return 0;
  }

  /// Whether one word may be a thing or people: in German, where nouns have capitals.
  private boolean thing(int begin, int end) {
    NameToken token = names.tokens().get(begin);
    if (end > begin + 1 || token.special()) {
      return false;
    }
    boolean german = names.language() == SeedLanguage.DE;
    boolean small = names.seen().small(token.folded()) && !german;
    boolean adjective =
        german
            && names
                .tokens()
                .get(Math.max(0, begin - 1))
                .folded()
                .matches("\\p{Ll}{3,}(?:e|en|er|es)")
            && begin > 0
            && !BEFORE.contains(names.tokens().get(begin - 1).folded())
            && !NameWords.JOINTS.contains(names.tokens().get(begin - 1).folded());
    return token.common()
        || small
        || adjective
        || (german && (names.kindInGerman(begin) || token.folded().endsWith("en")));
  }

  private static final Pattern PARENTHESES = Pattern.compile(" ?\\([^()]*\\)");

  private static final Pattern ITEM =
      Pattern.compile(
          "(?:\\p{Lu}|\\p{N})[\\p{L}\\p{N}.&+'’!-]*(?: (?:[\\p{L}\\p{N}.&+'’!-]+)){0,3}");

  /// "Non-stop dogwear (norska), Hurtta, Julius-K9": nothing but a list of names.
  private boolean plain() {
    String bare = PARENTHESES.matcher(text).replaceAll("").replaceAll("[.!]$", "");
    String[] items =
        bare.split(
            ", (?:and |or |und |oder |och |eller |et |ou |y |o )?|; | (?:and|or|und|oder|och|eller|et|ou|y) (?=\\p{Lu})",
            -1);
    if (items.length < 2 || (!bare.contains(",") && !bare.contains(";"))) {
      return false;
    }
    for (String item : items) {
      String[] words = item.split(" ", -1);
      long small =
          java.util.Arrays.stream(words)
              .filter(w -> Character.isLowerCase(w.codePointAt(0)))
              .count();
      if (!ITEM.matcher(item).matches() || small > 1 || (small > 0 && words.length > 2)) {
        return false;
      }
      String first = words[0].toLowerCase(java.util.Locale.ROOT);
      if (NameWords.function(names.language(), first)
          || (small > 0 && !(words[0].contains("-") || text.contains(item + " (")))
          || (names.language() == SeedLanguage.DE
              && words.length == 1
              && NameWords.GERMAN_NOUN.matcher(first).matches())
          || (words.length == 1
              && (NameWords.THINGS.contains(first) || NameWords.PLACES.contains(first)))) {
        return false;
      }
    }
    for (String item : items) {
      names.addName(item);
    }
    return true;
  }
}
