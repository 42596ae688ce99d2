package dev.converge.llm.reasoner.draft;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What a brief asks to be told.
final class Questions {
  private static final String ASKING =
      "how|what|which|who|whose|whom|why|when|where|whether|if|from when|until when|by when|for how long|is|are|does|do|can|must"
          + "|wie|was|welche[rsnm]?|ob|warum|wieso|weshalb|wer|wen|wem|wann|wo|wohin|bis wann|ab wann|seit wann|an wen|gilt|kann|muss|darf"
          + "|vad|hur|vilk[aet]+n?|varför|vem|när|var|från när|till när|måste|kan|får"
          + "|comment|quel(?:le)?s?|pourquoi|qui|quand|où|combien|jusqu'à quand|à partir de quand|ce qu|que faire|qu'est|à qui|à quel"
          + "|cómo|qué|cuál(?:es)?|por qué|quién(?:es)?|cuándo|dónde|cuánt[oa]s?|a quién|desde cuándo|hasta cuándo|si";

  private static final Pattern QUESTION =
      Pattern.compile(
          "\\?$|^(?:and |or |und |oder |och |eller |et |ou |y |o )?(?:" + ASKING + ")\\b",
          Need.FLAGS);

  /// With what a sentence leads to what is asked.
  private static final Pattern LEAD =
      Pattern.compile(
          "^.{0,90}?\\b(?:to know|must know|should know|needs? to know|to answer|will ask|they ask|people ask|wissen|fragen|beantwortet werden|veta|undrar|frågar|savoir|demandent|répondre|saber|contestar|preguntan?)\\b[:,\\s]+(?=(?:"
              + ASKING
              + ")\\b)",
          Need.FLAGS);

  /// A part that only leads to what is asked.
  private static final Pattern LEADING =
      Pattern.compile(
          "\\b(?:to know|must know|should know|to answer|will ask|ask|say|look for|questions?|wissen|fragen|beantwortet werden(?: muss)?|muss|veta|undrar|frågar|frågor|savoir|demandent|répondre|questions|saber|contestar|preguntan?(?: por teléfono)?|pregunta)$",
          Need.FLAGS);

  private static final Pattern JOINT =
      Pattern.compile("^(?:and|or|und|oder|och|eller|et|ou|y|o)\\s+", Need.FLAGS);

  private static final Pattern WHOM =
      Pattern.compile(
          "\\b(?:ask|call|contact|ring|phone|help|answers?|questions|report|fragen|anrufen|rufen|kontakt\\p{L}*|ansprechpartner\\p{L}*|hilft|helfen|rückfragen|wenden|ringer?|ringa|hjälper|svarar|frågor|kontakta|contacter|contact|appeler|joindre|parler|s'adresser|adresser|llamar?|llama|avisar|contacto|contactar|preguntar)\\b",
          Need.FLAGS);

  private Questions() {}

  /// Whether a question asks whom to turn to, and not only who does something.
  private static boolean asksWhom(String text) {
    return WHOM.matcher(text).find();
  }

  /// The roots of the words of a question that say more than what sort of thing is asked for.
  private static Set<String> roots(String text) {
    Set<String> roots = new LinkedHashSet<>();
    Keywords.asked(text)
        .forEach((root, word) -> {
          if (Need.asked(word).isEmpty()) {
            roots.add(root);
          }
        });
    return roots;
  }

  /// One thing that is asked.
  ///
  /// @param text as the brief has it
  /// @param needs the sorts of things that would answer it
  /// @param roots of its words
  record Question(String text, Set<Need> needs, Set<String> roots) {}

  /// What is asked, in order.
  ///
  /// @param parts of a brief that each ask for something
  static List<Question> of(List<String> parts) {
    List<Question> found = new ArrayList<>();
    boolean first = true;
    for (String part : parts) {
      String text = JOINT.matcher(LEAD.matcher(part).replaceFirst("")).replaceFirst("");
      Set<Need> needs = new LinkedHashSet<>(Need.asked(text));
      if (!asksWhom(text)) {
        needs.remove(Need.WHOM);
      }
      boolean question = QUESTION.matcher(text).find();
      if (LEADING.matcher(text).find()) {
        continue;
      }
      if (question || (!needs.isEmpty() && !first)) {
        found.add(new Question(text, needs, roots(text)));
      }
      first = false;
    }
    return List.copyOf(found);
  }
}
