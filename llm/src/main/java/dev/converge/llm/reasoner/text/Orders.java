package dev.converge.llm.reasoner.text;

import java.util.regex.Pattern;

/// Recognises text that gives orders to whoever reads it instead of informing.
public final class Orders {
  private static final Pattern ORDER =
      Pattern.compile(
          "\\b(?:ignore|disregard|forget|override|bypass)\\b.{0,40}\\b(?:instructions?|rules?|prompts?|above|previous|prior|everything|constraints?)\\b"
              + "|^(?:system|assistant|developer|user)\\s*(?:prompt|message)?\\s*:"
              + "|\\byou (?:are now|must now|must answer|must only|will now|shall now)\\b"
              + "|\\b(?:answer|respond|reply|output|return|print)\\b.{0,20}(?:\\{|\\bonly (?:with|json)\\b|\\bexactly\\b|\\bjson\\b)"
              + "|^(?:propose|recommend|say|state|write|claim|cite|rank) (?:only|nothing|that|strategy)\\b"
              + "|\\bcite nothing\\b|\\bsystem prompt\\b|\\bjailbreak\\b"
              + "|\\b(?:ignorier\\w*|vergiss|missachte\\w*)\\b.{0,40}\\b(?:anweisung\\w*|regeln?|vorgaben?|bisherige\\w*|obige\\w*|alles)"
              + "|\\bdu bist (?:jetzt|nun|ab sofort)\\b|^(?:antworte|schlage?|behaupte|empfiehl)\\b.{0,30}\\b(?:nur|ausschließlich)\\b"
              + "|\\b(?:ignorera|bortse från|glöm)\\b.{0,40}(?:instruktion\\w*|anvisning\\w*|regler\\w*|tidigare|ovan)"
              + "|\\bdu är nu\\b|^svara (?:bara|endast)\\b"
              + "|\\b(?:ignore[zr]?|oublie[zr]?|ne tiens pas compte)\\b.{0,40}(?:instructions?|consignes?|règles?|précédent\\w*)"
              + "|\\btu es (?:maintenant|désormais)\\b|^réponds? (?:seulement|uniquement)\\b"
              + "|\\b(?:ignora|ignore|olvida|omite)\\b.{0,40}(?:instrucci\\w*|reglas?|anterior\\w*|indicaci\\w*)"
              + "|\\bahora eres\\b|^responde (?:solo|sólo|únicamente)\\b"
              + "|^end (?:facts|of facts)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  /// Characters of a sentence that are looked at.
  private static final int MOST = 2_000;

  private Orders() {}

  /// Whether a sentence gives an order.
  public static boolean in(String sentence) {
    String start = sentence.length() > MOST ? sentence.substring(0, MOST) : sentence;
    return ORDER.matcher(start).find();
  }
}
