package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.Words;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/// By what a sentence is recognised as an answer to something that a brief can ask for.
final class Answers {
  private static final Set<String> MEASURES =
      Set.of(
          "mg",
          "g",
          "kg",
          "ml",
          "l",
          "litres",
          "liters",
          "liter",
          "µg",
          "drops",
          "tropfen",
          "tablets",
          "tabletten",
          "kwh",
          "kw",
          "m",
          "km",
          "cm",
          "mm");

  private static final Map<Need, Answers> BY_NEED = new EnumMap<>(Need.class);

  static {
    put(
        Need.WHEN,
        "\\b\\d{1,2}(?:[.:]\\d{2})?\\s?(?:Uhr|h|am|pm|a\\.m|p\\.m|noon)\\b|\\b(?:kl|klockan)\\.? \\d|\\b(?:from|by|before|after|until) the \\d{1,2}(?:st|nd|rd|th)\\b|\\b(?:ab|bis|am|vom|zum) \\d{1,2}\\.|\\b(?:mån|tis|ons|tors|fre|lör|sön)[ –-]|\\b\\d{1,2}/\\d{1,2}\\b|\\b\\d{1,2}[:.]\\d{2}\\b|\\b\\d{1,2}(?:st|nd|rd|th)?\\.?\\s+(?:of )?(?:jan|feb|mar|mär|apr|may|mai|maj|jun|jul|aug|sep|okt|oct|nov|dec|dez|dic|ene|abr|ago|fév|avr|juin|août|déc)\\p{L}*"
            + "|\\b(?:january|february|march|april|june|july|august|september|october|november|december)\\b"
            + "|\\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\\b|\\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)s?\\b"
            + "|\\b(?:måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag)\\p{L}*|\\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\\b"
            + "|\\b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)s?\\b");
    put(
        Need.WHERE,
        "(?:\\b(?:führt|fahren|fährt|reisen|reist|geht es)\\b.{0,60}\\bnach|\\b(?:goes|leads|travel|travels|trip)\\b.{0,40}\\bto|\\b(?:går|åker|reser)\\b.{0,40}\\btill|\\b(?:va|allons|mène)\\b.{0,40}\\bà|\\b(?:vamos|va|viaje)\\b.{0,40}\\ba) (?-i:\\p{Lu})|\\b(?:room|hall|street|floor|building|address|entrance|raum|saal|halle|straße|stock|gebäude|eingang|sal|rum|gatan|våning|entré|salle|rue|étage|bâtiment|calle|sala|planta|edificio|car park|library|church|school hall|basement|courtyard|village hall|town hall|museum|parkplatz|keller|hof|rathaus|bibliothek|bücherei|kirche|turnhalle|foyer|bahnhof|parkering|parkeringen|källaren|gården|torget|biblioteket|kyrkan|skolan|stationen|mairie|bibliothèque|église|gymnase|gare|ayuntamiento|biblioteca|iglesia|gimnasio|estación|patio)\\b",
        Rare.of(
            "straße|gasse|allee|gatan|vägen", "\\b\\p{L}*(?:straße|gasse|allee|gatan|vägen)\\b"));
    put(
        Need.HOW_MUCH,
        "\\b(?:free of charge|free|refund\\p{L}*|pay nothing|kostenlos|kostenfrei|gratis|gratuit\\p{L}*|erstattet|ermäßigt|avgift\\p{L}*|återbetal\\p{L}*|rabatt\\p{L}*|remboursé\\p{L}*|sin coste|no se (?:descuenta|devuelve|cobra))\\b");
    put(
        Need.TO_DO,
        "\\b(?:must|should|have to|has to|need to|needs to|needs? (?:a|an|the|your|their)|(?:borrowers|members|pupils|parents|tenants|residents|visitors|customers|guests|people|users|they|you) (?:returns?|brings?|gives? back)|please|do not|don't|required|make sure)\\b"
            + "|\\b(?:muss|müssen|soll|sollen|sollten|bitte|dürfen|darf|(?:ist|sind)(?: \\p{L}+){0,6} zu(?: \\p{L}+)?(?= *[.,;]|$|\\s))\\b"
            + "|\\b(?:ska|måste|bör|behöver|vänligen|får inte)\\b"
            + "|\\b(?:doit|doivent|devez|veuillez|il faut)\\b|\\b(?:debe|deben|hay que|tienen que|por favor)\\b"
            + "|\\b(?:packed lunch|lunch ?box|picnic|waterproofs?|(?:rain)?coats?|sturdy shoes|wellies|boots|water bottle|swimwear|towels?|school uniform|sun ?cream"
            + "|lunchpaket|brotzeit|regenjacke|regenkleidung|wetterfeste|feste schuhe|trinkflasche|badesachen|handtuch|hausschuhe"
            + "|matsäck|regnkläder|stövlar|vattenflaska|badkläder|handduk|ombyte|pique-nique|gourde|imperméable|bonnes chaussures|maillot de bain"
            + "|almuerzo|bocadillo|impermeable|botella de agua|bañador|toalla|calzado)\\b"
            + "|\\b(?:compulsory|obligatory|not allowed|not permitted|forbidden|prohibited|verboten|nicht erlaubt|pflicht"
            + "|förbjud\\p{L}*|inte tillåt\\p{L}*|obligatoires?|interdite?s?|obligatori[oa]s?|prohibid[oa]s?|no se admiten?)\\b",
        Rare.of("en Sie", "\\b\\p{Ll}*en Sie\\b"),
        Rare.of(
            "",
            "^\\p{L}{3,}ez\\b"
                + "|(?:^|; )(?:spola|stäng|öppna|lämna|ta|använd|håll|koka|släck|betala|anmäl|fyll|följ)\\b"
                + "|^(?:bring|send|call|turn|close|open|keep|use|wear|check|report|return|fill|pay|take|leave|move|store|wash|boil|switch|unplug|register|sign)\\b"));
    put(
        Need.WHOM,
        "\\b(?:extension|ext\\.?|phone|tel\\.?|telephone|call|contact|durchwahl|telefon\\p{L}*|ansprechpartner\\p{L}*|anknytning|kontakta|ring|poste|téléphone|teléfono|extensión|contacto)\\b.{0,40}\\d{2,}"
            + "|\\b(?:ask|contact|call|report to|speak to|questions go to|frågor besvaras av|joindre|answers questions|wenden sie sich an|ansprechpartner\\p{L}*(?: ist)?|fragen (?:beantwortet|an)|kontakta|fråga|contactez|adressez-vous à|contacte (?:a|con)|pregunte (?:a|por))[: ]+(?-i:\\p{Lu})\\p{L}+",
        Rare.of("@", "[\\p{L}\\p{N}._-]+@[\\p{L}\\p{N}.-]+"),
        Rare.of("\\d", "(?<![\\d.,])\\d{2,5}(?:[ /-]\\d{2,4}){2,4}(?![\\d.,])"),
        Rare.of("\\d", "(?<![\\d.,])(?:\\+\\d{1,3}[ /-]?|0)\\d{1,4}[ /-]\\d{2,}(?:[ -]?\\d{2,})*"));
    put(
        Need.WHY,
        "\\b(?:because|since|due to|reason|caused|weil|wegen|grund|ursache|eftersom|därför|orsak|parce que|car|à cause|porque|debido|causa)\\b");
  }

  /// What is looked for only in a text that has something of which every match has a part: to look
  /// for it takes long.
  ///
  /// @param hint that part
  private record Rare(Pattern hint, Pattern pattern) {
    static Rare of(String hint, String pattern) {
      return new Rare(Pattern.compile(hint, Need.FLAGS), Pattern.compile(pattern, Need.FLAGS));
    }

    boolean in(String text) {
      return hint.matcher(text).find() && pattern.matcher(text).find();
    }
  }

  private final WordPattern words;
  private final List<Rare> rare;

  private Answers(WordPattern words, List<Rare> rare) {
    this.words = words;
    this.rare = rare;
  }

  /// @param words every way begins with a word
  /// @param rare other ways
  private static void put(Need need, String words, Rare... rare) {
    WordPattern pattern = new WordPattern(Pattern.compile(words, Need.FLAGS));
    BY_NEED.put(need, new Answers(pattern, List.of(rare)));
  }

  /// What a sentence answers.
  ///
  /// @param amounts its numbers
  static Set<Need> of(String sentence, List<Amount> amounts) {
    EnumSet<Need> found = EnumSet.noneOf(Need.class);
    BY_NEED.forEach((need, answers) -> {
      if (answers.in(sentence)) {
        found.add(need);
      }
    });
    for (Amount amount : amounts) {
      switch (amount.kind()) {
        case MONEY, PERCENT -> found.add(Need.HOW_MUCH);
        case TIME, YEAR -> found.add(Need.WHEN);
        case COUNT -> {
          if (MEASURES.contains(Words.fold(amount.unit()))) {
            found.add(Need.HOW_MUCH);
          }
        }
      }
    }
    return found;
  }

  private boolean in(String sentence) {
    return words.in(sentence) || rare.stream().anyMatch(one -> one.in(sentence));
  }

  /// All that answers something in one pattern: what [#of] finds without amounts, found slowly.
  static Pattern whole(Need need) {
    Answers answers = Objects.requireNonNull(BY_NEED.get(need));
    StringBuilder all = new StringBuilder(answers.words.pattern().pattern());
    answers.rare.forEach(one -> all.append('|').append(one.pattern().pattern()));
    return Pattern.compile(all.toString(), Need.FLAGS);
  }
}
