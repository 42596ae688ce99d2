package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/// Words behind which the name of a firm stands.
final class NameMarks {
  static final Pattern QUOTED =
      Pattern.compile("[“„”\"«‚]\u00a0?([^“„”\"«»‚]{2,40}?)\u00a0?[”“\"»‘](?![\\p{L}])");

  /// Between a mark and a name.
  static final Set<String> FILLERS =
      Set.of(
          "is",
          "are",
          "the",
          "ist",
          "sind",
          "är",
          "est",
          "sont",
          "es",
          "son",
          "e.g",
          "called",
          "named",
          "still",
          "nach",
          "wie",
          "vor",
          "noch",
          "immer",
          "fortfarande",
          "toujours");

  /// Whom a sentence says to be no competitor.
  private static final Pattern NONE =
      Pattern.compile(
          "\\b(?:isn['’]t (?:one|a competitor|a rival)|is (?:not|no) (?:one|a competitor|a rival|competitor|rival)|aren['’]t (?:competitors|rivals)"
              + "|(?:ist|sind) (?:keiner|keine|kein) ?(?:wettbewerb\\p{L}*|konkurren\\p{L}*)?(?=[,.;])|kein wettbewerber|keine konkurrenz"
              + "|är ingen konkurrent|är inte en konkurrent|n['’]en est pas un|n['’]est pas un concurrent|no es (?:un )?competidor|no lo es)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// Behind these a sentence about competitors speaks of others: of partners, suppliers, fairs and
  /// papers, and of those who pay, recommend or sell for whoever wrote the seeds.
  private static final Pattern BYSTANDERS =
      Pattern.compile(
          "(?<!\\p{L})(?:(?:pays?|bundles?|helps?|hosts?|insures?|trains?) us(?!\\p{L})|(?:wrote|writes|reported|reports) about us(?!\\p{L})|buys from us(?!\\p{L})"
              + "|(?:hilft|helfen|bezahlt|listet|bewirbt) uns(?!\\p{L})|(?:kauft|bestellt) bei uns(?!\\p{L})|(?:berichtet|schreibt) über uns(?!\\p{L})"
              + "|(?:hjälper|listar|betalar) oss(?!\\p{L})|(?:skriver|skrev) om oss(?!\\p{L})|(?<!inte )köper av oss[.]?$"
              + "|(?:refers?|sends?|pass(?:es)?) (?:\\p{Ll}+ ){0,4}?(?:on )?to (?:me|us)(?!\\p{L})|under contract|works? (?:\\p{Ll}+ )?(?:beside|alongside) (?:me|us)(?!\\p{L})"
              + "|we work (?:\\p{Ll}+ )?(?:beside|alongside|with) (?:them|it|him|her)(?!\\p{L})|(?:brings?|refers?|pass(?:es)?) (?:me|us) (?:\\p{Ll}+ )?(?:customers?|clients?|work|business|jobs|orders)"
              + "|bring(?:t|en) (?:uns|mir) (?:\\p{L}+ )?(?:kund\\p{L}*|aufträge)|(?:ger|skickar|förmedlar) (?:mig|oss) (?:\\p{L}+ )?(?:kunder|jobb|uppdrag)"
              + "|(?:gave up|went bust|went under|left|closed) (?:the market|in 20\\d\\d|last year)|(?:hat aufgegeben|ist insolvent)|(?:lade ner|gick i konkurs)"
              + "|(?:is|are|was|were|as|our|remains?|=|[-–—]) (?:\\p{Ll}[\\p{L}-]* ){0,3}?(?:partners?|suppliers?|distributors?|resellers?|friends|investors?|sponsors?|customers? of ours)(?!\\p{L})"
              + "|not (?:a |an |really |our )*(?:competitors?|rivals?|competition)|no (?:competitor|rival)s?(?!\\p{L})|neither competes?"
              + "|(?:[,(]|so|also|therefore) (?:(?:a|an|our|\\p{Ll}[\\p{L}-]*) ){0,3}?(?:supplier|partner|distributor|trade body|association|branschorganisation|leverantör|lieferant|zulieferer|verband|vertriebspartner)(?!\\p{L})"
              + "|(?:us|our|uns|unsere[nrs]?|oss|våra?)(?!\\p{L}).*(?<!\\p{L})(?:magazine|newspaper|fachzeitschrift|zeitung|tidning(?:en)?|tidskrift(?:en)?)(?!\\p{L})"
              + "|(?:magazine|newspaper|fachzeitschrift|zeitung|tidning(?:en)?|tidskrift(?:en)?)(?!\\p{L}).*(?<!\\p{L})(?:us|our|uns|unsere[nrs]?|oss|våra?)(?!\\p{L})"
              + "|(?:delivers?|sells?|ships?) (?:to|for) us(?!\\p{L})|(?:kooperieren|arbeiten) wir(?!\\p{L})"
              + "|do(?:es)?(?:n['’]t| not) compete"
              + "|(?<!that |which |who )(?:lists?|sends?|recommends?|refers?|supports?|supplies|supply|sponsors?|funds?|co-funds?|promotes?|distributes?|stocks?|pays?|finances?) (?:us|our|buyers to us|people to us|customers to us|beginners)(?!\\p{L})"
              + "|(?:gives?|offers?|sells?|lends?) (?:us|our (?:guests|customers|members|clients|buyers))(?!\\p{L})|co-funds?(?!\\p{L})"
              + "|(?:is|are) (?:\\p{Ll}+ ){0,2}?(?:done|made|printed|built|supplied|delivered|produced) for us"
              + "|works? with us|(?:delivers?|sells?) for us|we (?:\\p{Ll}+ )?(?:exhibit|advertise|buy (?:\\p{Ll}+ ){0,3}from|partner|source|work with)(?!\\p{L})|we have (?:a stand|a stall|an advert)"
              + "|trade (?:fair|show|magazine|press|body)|(?:is|are) (?:a|an|the) (?:\\p{Ll}[\\p{L}-]* ){0,3}?(?:magazine|newspaper|journal|fair|trade body|association|charity|newsletter|podcast)(?!\\p{L})"
              + "|(?:ist|sind|bleibt|bleiben|als|unsere?|=|wäre|wären) (?:(?:\\p{Ll}[\\p{L}-]*|\\p{Lu}[\\p{L}-]*) ){0,3}?[\\p{L}-]*(?:partner(?:in|innen|n)?|lieferant(?:en|in)?|zulieferer|messe|zeitschrift|fachblatt|magazin|verband|sponsor(?:en)?|förderer|innung)(?!\\p{L})"
              + "|(?:arbeite[nt]|kooperier(?:t|en)) (?:\\p{L}+ ){0,2}?mit uns|(?:liefert|liefern|empfiehlt|empfehlen|fördert|fördern|unterstützt|unterstützen|vermittelt|vermitteln|schickt|schicken|beliefert|beliefern|druckt|drucken) (?:für )?uns(?:ere[rnm]?)?(?!\\p{L})"
              + "|wir (?:\\p{Ll}+ )?(?:inserieren|kooperieren|arbeiten mit|beziehen|kaufen (?:\\p{L}+ ){0,3}bei)(?!\\p{L})|nicht (?:als )?(?:konkurren[tz]\\p{L}*|wettbewerb\\p{L}*)|keine? (?:direkte[rn]? )?(?:konkurren[tz]\\p{L}*|wettbewerb\\p{L}*|mitbewerb\\p{L}*)"
              + "|(?:är|som|vår|våra|=|blir) (?:\\p{Ll}[\\p{L}-]* ){0,3}?[\\p{L}-]*(?:partner|partners|leverantör(?:er)?|återförsäljare|mässa|tidning|tidskrift|branschorganisation|branschförening|sponsor(?:er)?)(?!\\p{L})"
              + "|(?:rekommenderar|skickar|förmedlar|stöder|stöttar|finansierar|ger|levererar till|säljer åt|samarbetar med|trycker åt) (?:oss|våra?|kunder till oss)(?!\\p{L})|vi (?:\\p{Ll}+ )?(?:annonserar|samarbetar med|köper (?:\\p{L}+ ){0,3}(?:av|från))(?!\\p{L})"
              + "|(?:inte|ingen|inga) (?:\\p{Ll}+ )?konkurrent(?:er)?(?!\\p{L})|konkurrerar inte|\\p{L}+mässan?(?!\\p{L})|mässan?(?: i \\p{L}+)?:|[\\p{L}-]*messe(?: in \\p{L}+)?:"
              + "|(?:est|sont|reste|notre|nos|comme) (?:\\p{Ll}[\\p{L}-]* ){0,3}?(?:partenaires?|fournisseurs?|distributeurs?|salon|revue|magazine)(?!\\p{L})|nous (?:recommandent?|fournit|fournissent|envoient?|soutien(?:t|nent))(?!\\p{L})|pas (?:un |une |des |de )?concurrente?s?"
              + "|(?:es|son|como|nuestr[oa]s?) (?:\\p{Ll}[\\p{L}-]* ){0,3}?(?:soci[oa]s?|proveedor(?:es|a)?|distribuidor(?:es|a)?|feria|revista)(?!\\p{L})|nos (?:recomiendan?|suministran?|envían?|apoyan?)(?!\\p{L})|no (?:es|son) (?:\\p{Ll}+ )?(?:competencia|competidor(?:es)?))",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// Behind these a word in small letters may be a name as well.
  private static final String CALLED =
      "(?<called>\\b(?:called|named|namens|som heter|vid namn|kallad|kallat|nommée?|appelée?|baptisée?|llamad[oa]|que se llama)\\b)";

  /// The same group, without any match.
  private static final String NOT_CALLED = "(?<called>\\b\\B)";

  /// One of these is in whatever compares with a competitor: most sentences have none.
  private static final List<String> HINTS =
      List.of(
          "nlike",
          "contrast",
          "ompar",
          "vs",
          "ersus",
          "nders als",
          "egensatz",
          "erglichen",
          "ergleich",
          "killnad",
          "ämför",
          "otsats",
          "ontrairement",
          "ifférence",
          "rapport",
          "iferencia",
          "rente a");

  private static final Map<SeedLanguage, Pattern> ANY = new EnumMap<>(SeedLanguage.class);
  private static final Map<SeedLanguage, Pattern> UNLIKE = new EnumMap<>(SeedLanguage.class);
  private static final Map<SeedLanguage, Pattern> SUCH = new EnumMap<>(SeedLanguage.class);

  static {
    put(
        SeedLanguage.EN,
        "unlike|in contrast to|compared (?:with|to)|versus|vs\\.?",
        "such as|like|including|namely|e\\.g\\.|for example",
        "competitors?(?: (?:is|are|include|includes|remains?))?|rivals?(?: (?:is|are|include))?|incumbents?(?: (?:is|are))?|leader(?: is)?"
            + "|alternatives?(?: (?:is|are|include))?|compet(?:es?|ing) with|against|than|switch(?:ed|es)? to|known as|bought from"
            + "|buys? from|orders? from|lost to|colleagues?|off|via");
    put(
        SeedLanguage.DE,
        "anders als|im Gegensatz zu|verglichen mit|im Vergleich (?:zu|mit)",
        "wie|etwa|z\\. ?B\\.|zum Beispiel|nämlich|darunter|wie zum Beispiel",
        "(?:Haupt)?(?:wettbewerber[ns]?|konkurrent(?:en)?|mitbewerber[ns]?|marktführer[ns]?|platzhirsch)(?: (?:ist|sind|bleibt|heißt|heißen))?"
            + "|heißt|heißen|gegen|gegenüber|konkurrier(?:en|t) mit|Marke|Startup|Start-up|Firma|Kolleg(?:e|en|in)|Nachbarn?");
    put(
        SeedLanguage.SV,
        "till skillnad från|jämfört med|i motsats till",
        "såsom|som|till exempel|t\\. ?ex\\.|exempelvis|bland annat|bl\\.a\\.|nämligen",
        "konkurrent(?:en|er|erna)?(?: (?:är|heter))?|marknadsledaren(?: (?:är|heter))?|mot|än|konkurrerar med|heter|kollegan|kollegorna|kollegor|grannen");
    put(
        SeedLanguage.FR,
        "contrairement à|à la différence de|par rapport à|comparée? à|comparés? à",
        "tels? que|telles? que|comme|notamment|par exemple|à savoir",
        "concurrents?(?: (?:est|sont|reste))?|leader(?: (?:est|reste))?|contre|face à|que|s'appelle|confrères?");
    put(
        SeedLanguage.ES,
        "a diferencia de|en comparación con|frente a|comparad[oa]s? con",
        "tales? como|como|por ejemplo|a saber",
        "competidor(?:es)?(?: (?:es|son))?|rival(?:es)?(?: (?:es|son))?|líder(?: es)?|contra|que|se llama");
  }

  private NameMarks() {}

  /// Whether a sentence says of whom it names that they are no competitors.
  static boolean bystanders(String text) {
    return NONE.matcher(text).find() || BYSTANDERS.matcher(text).find();
  }

  private static void put(SeedLanguage language, String unlike, String such, String more) {
    ANY.put(language, pattern(CALLED, unlike + "|" + such + "|" + more));
    UNLIKE.put(language, pattern(NOT_CALLED, unlike));
    SUCH.put(language, pattern(NOT_CALLED, such));
  }

  private static Pattern pattern(String called, String words) {
    return Pattern.compile(
        called + "|(?<![\\p{L}\\p{N}])(?:" + words + ")(?![\\p{L}\\p{N}]) ?:?",
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /// Whether a text may have what [#unlike] looks for.
  static boolean mayCompare(String text) {
    for (String hint : HINTS) {
      if (text.contains(hint)) {
        return true;
      }
    }
    return false;
  }

  /// Whatever may lead to a competitor.
  static Pattern any(SeedLanguage language) {
    return Objects.requireNonNull(ANY.get(language));
  }

  /// What leads to a competitor wherever it stands.
  static Pattern unlike(SeedLanguage language) {
    return Objects.requireNonNull(UNLIKE.get(language));
  }

  /// What leads to examples.
  static Pattern such(SeedLanguage language) {
    return Objects.requireNonNull(SUCH.get(language));
  }
}
