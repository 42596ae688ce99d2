package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/// What a brief can ask for, and by what a sentence is recognised as an answer to it.
enum Need {
  /// On which day, by when, how long.
  WHEN(
      "when|dates?|deadline|schedule|timeline|how long|how soon|lead times?|delivery times?|until|by what day|opening hours"
          + "|wann|termine?|datum|frist(?:en)?|wie lange|lieferzeit(?:en)?|bis wann|öffnungszeiten|zeitplan"
          + "|när|tider|hur länge|leveranstid(?:er|en)?|tidplan|öppettider"
          + "|quand|délais?|dates|combien de temps|horaires"
          + "|cuándo|fechas?|plazos?|cuánto tiempo|horarios?",
      "\\b\\d{1,2}[:.]\\d{2}\\b|\\b\\d{1,2}(?:st|nd|rd|th)?\\.?\\s+(?:of )?(?:jan|feb|mar|mär|apr|may|mai|maj|jun|jul|aug|sep|okt|oct|nov|dec|dez|dic|ene|abr|ago|fév|avr|juin|août|déc)\\p{L}*"
          + "|\\b(?:january|february|march|april|june|july|august|september|october|november|december)\\b"
          + "|\\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\\b|\\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)s?\\b"
          + "|\\b(?:måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag)\\p{L}*|\\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\\b"
          + "|\\b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)s?\\b"),
  /// At what place.
  WHERE(
      "where|address|venue|location|which room|wo|ort|adresse|wohin|var|plats|adress|où|lieu|dónde|lugar|dirección",
      "(?:\\b(?:führt|fahren|fährt|reisen|reist|geht es)\\b.{0,60}\\bnach|\\b(?:goes|leads|travel|travels|trip)\\b.{0,40}\\bto|\\b(?:går|åker|reser)\\b.{0,40}\\btill|\\b(?:va|allons|mène)\\b.{0,40}\\bà|\\b(?:vamos|va|viaje)\\b.{0,40}\\ba) (?-i:\\p{Lu})|\\b\\p{L}*(?:straße|gasse|allee|gatan|vägen)\\b|\\b(?:room|hall|street|floor|building|address|entrance|raum|saal|halle|straße|stock|gebäude|eingang|sal|rum|gatan|våning|entré|salle|rue|étage|bâtiment|calle|sala|planta|edificio)\\b"),
  /// How much it costs, or how many.
  HOW_MUCH(
      "what support|which support|money back|refunds?|erstattung|compensation|grants?|unterstützung|entschädigung|zuschüsse?|ersättning|indemnités?|ayudas?|costs?|prices?|how much|how many|deposit|fees?|pay|expenses?|charges?|budget|savings?|saves?"
          + "|dos(?:e|es|age)|how high|how strong|kosten|kostet|preise?|wie ?viele?|wie hoch|dosis|dosierung|anzahlung|gebühr(?:en)?|zahlen|spart?|ersparnis"
          + "|dosen?|hur hög|kostnad(?:er|en)?|kostar|priser?|priset|hur mycket|hur många|avgift(?:er|en)?|betala|handpenning"
          + "|posologie|coûts?|coûte|prix|combien|acompte|frais|payer|tarifs?"
          + "|dosis|costes?|cuesta|precios?|cuántos?|cuánto|anticipo|tarifas?|pagar",
      "\\b(?:free of charge|free|kostenlos|gratis|gratuit\\p{L}*)\\b"),
  /// What somebody has to do.
  TO_DO(
      "what to (?:bring|wear|pack)|give back|what to do|how to|should do|have to do|must do|steps?|procedure|instructions|what (?:they|you|we|people|residents|parents|customers|staff) (?:should|must|have to|need to|can) \\p{L}+|need to do|what (?:must|should|do|can) .{0,40}\\bdo|what we changed"
          + "|was (?:zu tun|sie tun|tun|machen|zu beachten)|wie man|schritte|vorgehen|was .{0,40}(?:tun|machen|beachten|mitbringen) (?:müssen|sollen|sollten)|was (?:müssen|sollen|sollten|können|dürfen) .{0,40}(?:tun|machen|beachten|mitbringen)|mitbringen|zu beachten|zu tun"
          + "|vad (?:de|man|du|ni) (?:ska|måste|behöver)|hur man|steg|göra"
          + "|rules|regeln|regler|règles|normas"
          + "|que faire|comment|étapes|ce qu'il faut|doivent faire|qué hacer|qué (?:deben|tienen que|hay que) hacer|cómo|pasos|lo que hay que",
      "\\b(?:must|should|have to|has to|need to|needs to|needs? (?:a|an|the|your|their)|(?:borrowers|members|pupils|parents|tenants|residents|visitors|customers|guests|people|users|they|you) (?:returns?|brings?|gives? back)|please|do not|don't|required|make sure)\\b"
          + "|\\b(?:muss|müssen|soll|sollen|sollten|bitte|dürfen|darf|(?:ist|sind)(?: \\p{L}+){0,6} zu(?: \\p{L}+)?(?= *[.,;]|$|\\s))\\b"
          + "|\\b(?:ska|måste|bör|behöver|vänligen|får inte)\\b"
          + "|\\b(?:doit|doivent|devez|veuillez|il faut)\\b|\\b(?:debe|deben|hay que|tienen que|por favor)\\b"
          + "|\\b(?:compulsory|obligatory|not allowed|not permitted|forbidden|prohibited|verboten|nicht erlaubt|pflicht"
          + "|förbjud\\p{L}*|inte tillåt\\p{L}*|obligatoires?|interdite?s?|obligatori[oa]s?|prohibid[oa]s?|no se admiten?)\\b"
          + "|\\b\\p{Ll}*en Sie\\b|^\\p{L}{3,}ez\\b"
          + "|(?:^|; )(?:spola|stäng|öppna|lämna|ta|använd|håll|koka|släck|betala|anmäl|fyll|följ)\\b"
          + "|^(?:bring|send|call|turn|close|open|keep|use|wear|check|report|return|fill|pay|take|leave|move|store|wash|boil|switch|unplug|register|sign)\\b"),
  /// Whom to ask.
  WHOM(
      "whom?|who to|contacts?|whom to ask|who answers|questions to|responsible|ask for help|phone number"
          + "|wer|wen|an wen|ansprechpartner\\p{L}*|kontakt\\p{L}*|zuständig\\p{L}*|rückfragen"
          + "|vem|kontakta|kontaktperson|frågor till|ansvarig|qui|contacter|à qui|responsable|quién|a quién|contacto|contactar",
      "[\\p{L}\\p{N}._-]+@[\\p{L}\\p{N}.-]+|(?<![\\d.,])(?:\\+\\d{1,3}[ /-]?|0)\\d{1,4}[ /-]\\d{2,}(?:[ -]?\\d{2,})*|\\b(?:extension|ext\\.?|phone|tel\\.?|telephone|call|contact|durchwahl|telefon\\p{L}*|ansprechpartner\\p{L}*|anknytning|kontakta|ring|poste|téléphone|teléfono|extensión|contacto)\\b.{0,40}\\d{2,}"
          + "|\\b(?:ask|contact|call|report to|speak to|questions go to|frågor besvaras av|joindre|answers questions|wenden sie sich an|ansprechpartner\\p{L}*(?: ist)?|fragen (?:beantwortet|an)|kontakta|fråga|contactez|adressez-vous à|contacte (?:a|con)|pregunte (?:a|por))[: ]+(?-i:\\p{Lu})\\p{L}+"),
  /// For what reason.
  WHY(
      "why|reasons?|causes?|warum|weshalb|gründe?|ursachen?|varför|orsak\\p{L}*|pourquoi|raisons?|por qué|motivos?|causas?",
      "\\b(?:because|since|due to|reason|caused|weil|wegen|grund|ursache|eftersom|därför|orsak|parce que|car|à cause|porque|debido|causa)\\b");

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

  private static final int FLAGS =
      Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;

  private final Pattern asked;
  private final Pattern answered;

  Need(String asked, String answered) {
    this.asked = Pattern.compile("(?<![\\p{L}])(?:" + asked + ")(?![\\p{L}])", FLAGS);
    this.answered = Pattern.compile(answered, FLAGS);
  }

  /// What a part of a brief asks for.
  static Set<Need> asked(String part) {
    EnumSet<Need> found = EnumSet.noneOf(Need.class);
    for (Need need : values()) {
      if (need.asked.matcher(part).find()) {
        found.add(need);
      }
    }
    return found;
  }

  /// What a sentence answers.
  static Set<Need> answered(String sentence, SeedLanguage language) {
    EnumSet<Need> found = EnumSet.noneOf(Need.class);
    for (Need need : values()) {
      if (need.answered.matcher(sentence).find()) {
        found.add(need);
      }
    }
    for (Amount amount : AmountReader.in(sentence, language)) {
      switch (amount.kind()) {
        case MONEY, PERCENT -> found.add(HOW_MUCH);
        case TIME, YEAR -> found.add(WHEN);
        case COUNT -> {
          if (MEASURES.contains(Words.fold(amount.unit()))) {
            found.add(HOW_MUCH);
          }
        }
      }
    }
    return found;
  }
}
