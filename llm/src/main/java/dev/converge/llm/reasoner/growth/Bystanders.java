package dev.converge.llm.reasoner.growth;

import java.util.regex.Pattern;

/// Tells a sentence about competitors that speaks of others: of partners, suppliers, fairs, papers,
/// and of those who pay, recommend or sell for whoever wrote the seeds.
final class Bystanders {
  private static final Pattern ANY =
      Pattern.compile(
          "(?<!\\p{L})(?:(?:is|are|was|were|as|our|remains?|=|[-–—]) (?:\\p{Ll}[\\p{L}-]* ){0,3}?(?:partners?|suppliers?|distributors?|resellers?|friends|investors?|sponsors?|customers? of ours)(?!\\p{L})"
              + "|not (?:a |an |really |our )*(?:competitors?|rivals?|competition)|no (?:competitor|rival)s?(?!\\p{L})|neither competes?"
              + "|(?:[,(]|so|also|therefore) (?:(?:a|an|our|\\p{Ll}[\\p{L}-]*) ){0,3}?(?:supplier|partner|distributor|trade body|association|branschorganisation|leverantör|lieferant|zulieferer|verband|vertriebspartner)(?!\\p{L})"
              + "|(?:us|our|uns|unsere[nrs]?|oss|våra?)(?!\\p{L}).*(?<!\\p{L})(?:magazine|newspaper|fachzeitschrift|zeitung|tidning(?:en)?|tidskrift(?:en)?)(?!\\p{L})"
              + "|(?:magazine|newspaper|fachzeitschrift|zeitung|tidning(?:en)?|tidskrift(?:en)?)(?!\\p{L}).*(?<!\\p{L})(?:us|our|uns|unsere[nrs]?|oss|våra?)(?!\\p{L})"
              + "|(?:delivers?|sells?|ships?) (?:to|for) us(?!\\p{L})|(?:kooperieren|arbeiten) wir(?!\\p{L})"
              + "|do(?:es)?(?:n['’]t| not) compete"
              + "|(?:lists?|sends?|recommends?|refers?|supports?|supplies|supply|sponsors?|funds?|co-funds?|promotes?|distributes?|stocks?|pays?|finances?) (?:us|our|buyers to us|people to us|customers to us|beginners)(?!\\p{L})"
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

  private Bystanders() {}

  /// Whether a sentence says of whom it names that they are no competitors.
  static boolean in(String text) {
    return NameMarks.NONE.matcher(text).find() || ANY.matcher(text).find();
  }
}
