package dev.converge.llm.reasoner.draft;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/// What a brief can ask for. By what a sentence is recognised as an answer to it is in [Answers].
enum Need {
  /// On which day, by when, how long.
  WHEN(
      "ages?|alter|ålder|âge|edad|when|(?:which|what) (?:days?|dates?|weeks?|times?)|from when|for how long|dates?|deadline|schedule|timeline|how long|how soon|lead times?|delivery times?|until|by what day|opening hours"
          + "|welche[nrm]? (?:tage?n?|wochen?|zeiten)|wie lang|ab wann|seit wann|wann|termine?|datum|frist(?:en)?|wie lange|lieferzeit(?:en)?|bis wann|öffnungszeiten|zeitplan"
          + "|vilk(?:a|en) (?:dag(?:ar)?|vecka|veckor|tider)|från när|när|tider|hur länge|leveranstid(?:er|en)?|tidplan|öppettider"
          + "|quels? jours?|quelles? dates?|jusqu'à quand|à partir de quand|quand|délais?|dates|combien de temps|horaires"
          + "|qué (?:días?|fechas?)|desde cuándo|hasta cuándo|cuándo|fechas?|plazos?|cuánto tiempo|horarios?"),
  /// At what place.
  WHERE(
      "where|address|venue|location|which room|wo|ort|adresse|wohin|var|plats|adress|où|lieu|dónde|lugar|dirección"),
  /// How much it costs, or how many.
  HOW_MUCH(
      "what support|which support|money back|money returned|refunded|any money|refunds?|erstattung|compensation|grants?|unterstützung|entschädigung|zuschüsse?|ersättning|indemnités?|ayudas?|costs?|prices?|how much|how many|deposit|fees?|pay|expenses?|charges?|budget|savings?|saves?"
          + "|dos(?:e|es|age)|how high|how strong|kosten|kostet|preise?|wie ?viele?|wie hoch|dosis|dosierung|anzahlung|gebühr(?:en)?|zahlen|spart?|ersparnis"
          + "|dosen?|hur hög|kostnad(?:er|en)?|kostar|priser?|priset|hur mycket|hur många|avgift(?:er|en)?|betala|handpenning"
          + "|posologie|coûts?|coûte|prix|combien|acompte|frais|payer|tarifs?"
          + "|dosis|costes?|cuesta|precios?|cuántos?|cuánto|anticipo|tarifas?|pagar|vale|descuentos?|discounts?|fines?|rabatte?|rabatter|remises?|réductions?|financed|funded|finanziert|finansier\\p{L}*|financé\\p{L}*|financia\\p{L}*"),
  /// What somebody has to do.
  TO_DO(
      "what (?:should|must|do|can|shall) (?:\\p{L}+ ){1,3}?(?:bring|wear|pack|take)|how (?:do|should|can|must) (?:you|we|they|people|members|residents|parents|customers) \\p{L}+|what to (?:bring|wear|pack)|give back|what to do|how to|should do|have to do|must do|steps?|procedure|instructions|what (?:they|you|we|people|residents|parents|customers|staff) (?:should|must|have to|need to|can) \\p{L}+|need to do|what (?:must|should|do|can) .{0,40}\\bdo|what we changed"
          + "|was (?:zu tun|sie tun|tun|machen|zu beachten)|wie man|schritte|vorgehen|was .{0,40}(?:tun|machen|beachten|mitbringen) (?:müssen|sollen|sollten)|was (?:müssen|sollen|sollten|können|dürfen) .{0,40}(?:tun|machen|beachten|mitbringen)|mitbringen|zu beachten|zu tun"
          + "|vad (?:de|man|du|ni) (?:ska|måste|behöver)|hur man|steg|göra"
          + "|rules|regeln|regler|règles|normas|what happens (?:if|with|to|when)|must|allowed|was ist bei|was passiert|was tun|muss|müssen|darf|dürfen|vad händer|vad gör|hur gör|måste|får|que se passe|que faire|doit|doivent|qué pasa|qué hace|se puede|hay que|debe|how do (?:i|you|we)|wie (?:bucht|sagt|wechselt|meldet|kommt|beantragt) man|hur (?:anmäler|bokar|kommer|tvättas|säger|byter) "
          + "|que faire|comment|étapes|ce qu'il faut|doivent faire|qué hacer|qué (?:deben|tienen que|hay que) hacer|cómo|pasos|lo que hay que"),
  /// Whom to ask.
  WHOM(
      "whom?|who to|contacts?|whom to ask|who answers|questions to|responsible|ask for help|phone number"
          + "|wer|wen|an wen|ansprechpartner\\p{L}*|kontakt\\p{L}*|zuständig\\p{L}*|rückfragen"
          + "|vem|kontakta|kontaktperson|frågor till|ansvarig|qui|contacter|à qui|responsable|quién|a quién|contacto|contactar"),
  /// For what reason.
  WHY(
      "why|reasons?|causes?|warum|weshalb|gründe?|ursachen?|varför|orsak\\p{L}*|pourquoi|raisons?|por qué|motivos?|causas?");

  /// How the patterns of this package compare letters.
  static final int FLAGS =
      Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;

  @SuppressWarnings("ImmutableEnumChecker") // a pattern never changes
  private final WordPattern asked;

  /// @param asked words by which a brief asks for it
  Need(String asked) {
    this.asked =
        new WordPattern(Pattern.compile("(?<![\\p{L}])(?:" + asked + ")(?![\\p{L}])", FLAGS));
  }

  /// What a part of a brief asks for.
  static Set<Need> asked(String part) {
    EnumSet<Need> found = EnumSet.noneOf(Need.class);
    for (Need need : values()) {
      if (need.asked.in(part)) {
        found.add(need);
      }
    }
    return found;
  }
}
