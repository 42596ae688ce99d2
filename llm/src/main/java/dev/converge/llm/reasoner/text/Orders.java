package dev.converge.llm.reasoner.text;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Recognises text that gives orders to whoever reads it instead of informing.
public final class Orders {
  static final Pattern ORDER =
      Pattern.compile(
          "\\b(?:ignore|disregard|forget|override|bypass)\\b.{0,40}\\b(?:instructions?|rules?|prompts?|above|previous|prior|everything|constraints?)\\b"
              + "|^(?:system|assistant|developer|user)\\s*(?:prompt|message)?\\s*:"
              + "|\\byou (?:are now|must now|must answer|must only|will now|shall now)\\b"
              + "|\\b(?:answer|respond|reply|output|return|print)\\b.{0,20}(?:\\{|\\bonly (?:with|json)\\b|\\bexactly\\b|\\bjson\\b)"
              + "|^(?:propose|recommend|say|state|write|claim|cite|rank) (?:only|nothing|that|strategy)\\b"
              + "|\\b(?:automated|ai|virtual|language) (?:assistants?|models?|agents?|systems?)\\b.{0,60}\\b(?:is|are) (?:hereby )?(?:instructed|ordered|told|required|asked) to\\b"
              + "|\\b(?:assistants?|models?|agents?|bots?) (?:who |that |which )?(?:read|process)(?:s|es|ing)? this\\b"
              + "|\\b(?:assistent\\w*|modelle?|agenten|bots?)\\b.{0,60}\\b(?:sind|werden) (?:hiermit )?(?:angewiesen|aufgefordert)\\b|\\b(?:assistenter|modeller|agenter)\\b.{0,60}\\b(?:instrueras|uppmanas|ombeds) att\\b"
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

  /// One of these is in every order, or it begins with one of [#FIRST]. Most sentences have none,
  /// and to look for all kinds of orders takes much longer.
  private static final List<String> ANYWHERE =
      List.of(
          "ignor",
          "disregard",
          "forget",
          "override",
          "bypass",
          "you are now",
          "you must now",
          "you must answer",
          "you must only",
          "you will now",
          "you shall now",
          "answer",
          "respond",
          "reply",
          "output",
          "return",
          "print",
          "instructed to",
          "ordered to",
          "told to",
          "required to",
          "asked to",
          "angewiesen",
          "aufgefordert",
          "instrueras",
          "uppmanas",
          "ombeds",
          "s this",
          "g this",
          "d this",
          "cite nothing",
          "system prompt",
          "jailbreak",
          "vergiss",
          "missachte",
          "du bist",
          "bortse från",
          "glöm",
          "du är nu",
          "oublie",
          "ne tiens pas compte",
          "tu es",
          "olvida",
          "omite",
          "ahora eres");

  private static final List<String> FIRST =
      List.of(
          "system",
          "assistant",
          "developer",
          "user",
          "propose",
          "recommend",
          "say",
          "state",
          "write",
          "claim",
          "cite",
          "rank",
          "antworte",
          "schlag",
          "behaupte",
          "empfiehl",
          "svara",
          "répond",
          "responde",
          "end ");

  /// With what an order is joined to what stands before it.
  private static final Pattern JOINT =
      Pattern.compile(
          "[\\s,;:–—-]*(?:\\b(?:and|or|but|so|then|now|please|und|oder|bitte|och|eller|et|ou|y|o)[\\s,:]*)*+$",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  /// Characters of a sentence that are looked at.
  private static final int MOST = 2_000;

  private Orders() {}

  /// Whether a sentence gives an order.
  public static boolean in(String sentence) {
    String start = sentence.length() > MOST ? sentence.substring(0, MOST) : sentence;
    return possible(folded(start)) && ORDER.matcher(start).find();
  }

  /// What stands before an order in its sentence, without the word that joins them; all of a
  /// sentence that gives none.
  public static String before(String sentence) {
    Matcher order = ORDER.matcher(sentence);
    if (!order.find()) {
      return sentence;
    }
    return JOINT.matcher(sentence.substring(0, order.start())).replaceFirst("");
  }

  private static boolean possible(String folded) {
    for (String word : ANYWHERE) {
      if (folded.contains(word)) {
        return true;
      }
    }
    for (String word : FIRST) {
      if (folded.startsWith(word)) {
        return true;
      }
    }
    return false;
  }

  /// Letters as the pattern compares them.
  private static String folded(String text) {
    char[] folded = new char[text.length()];
    for (int i = 0; i < folded.length; i++) {
      folded[i] = Character.toLowerCase(Character.toUpperCase(text.charAt(i)));
    }
    return new String(folded);
  }
}
