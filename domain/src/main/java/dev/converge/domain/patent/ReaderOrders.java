package dev.converge.domain.patent;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Recognises sentences of a disclosure that give instructions to its reader instead of describing
/// an invention. They are quoted as such, and they are neither claimed nor searched for.
///
/// The offline reasoner has a list of its own, for other seeds: there, "answer only with" is an
/// instruction, and here "report that it is novel" is one. Both decide what agents write, so a
/// change of either changes result hashes and needs new versions of the agents.
public final class ReaderOrders {
  private static final Pattern ORDER =
      Pattern.compile(
          "\\b(?:ignore|disregard|forget|override|bypass)\\b.{0,40}\\b(?:instructions?|rules?|prompts?|above|previous|"
              + "prior (?:art|instructions?)|everything)\\b"
              + "|^(?:system|assistant|developer|user)\\s*(?:prompt|message)?\\s*:"
              + "|\\byou (?:are now|must|shall|should|will) (?:report|say|state|answer|find|conclude|list|claim|now)\\b"
              + "|^(?:please )?(?:report|say|state|answer|conclude|list|rank|output|print|find)\\b.{0,60}\\b(?:novel|"
              + "patentable|risk|nothing|only|prior art)\\b"
              + "|\\b(?:ignorier\\w*|vergiss|missachte\\w*)\\b.{0,40}\\b(?:anweisung\\w*|regeln?|vorgaben?|bisherige\\w*|alles)"
              + "|\\b(?:ignorera|glöm)\\b.{0,40}(?:instruktion\\w*|anvisning\\w*|regler\\w*|tidigare)"
              + "|\\b(?:ignore[zr]|oublie[zr]?)\\b.{0,40}(?:instructions?|consignes?|règles?)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// Maximum number of characters of a sentence that are checked.
  private static final int MOST = 2_000;

  private ReaderOrders() {}

  /// Whether a sentence gives an instruction.
  public static boolean in(String sentence) {
    String bare = sentence.strip();
    return ORDER.matcher(bare.length() > MOST ? bare.substring(0, MOST) : bare).find();
  }

  /// The sentences of a text that give instructions.
  public static List<String> of(String text) {
    return PatentText.sentences(text).stream().filter(ReaderOrders::in).toList();
  }

  /// The text without these sentences; unchanged if there are none.
  public static String without(String text) {
    List<String> all = PatentText.sentences(text);
    List<String> kept = new ArrayList<>(all);
    kept.removeIf(ReaderOrders::in);
    return kept.size() == all.size() ? text : String.join(" ", kept);
  }
}
