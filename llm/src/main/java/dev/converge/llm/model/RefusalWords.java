package dev.converge.llm.model;

import java.util.regex.Pattern;

/// Recognizes a refusal in plain words, as models without a field for refusals write it: a short
/// text that begins with an apology or with what the model cannot or will not do.
final class RefusalWords {
  /// Maximum length of a refusal, in characters. A longer text contains more than a refusal.
  private static final int MAX_CHARACTERS = 1_500;

  private static final Pattern REFUSAL =
      Pattern.compile(
          "^[\\s\"'“”„*_]*(?:"
              + "(?:(?:i['’]m|i am|we['’]re|we are) )?(?:very |really |so |truly )?(?:sorry|afraid)\\b[^.!?]{0,60}?"
              + "(?:\\bcan['’]?t\\b|\\bcannot\\b|\\bcan not\\b|\\bwon['’]?t\\b|\\bunable\\b|\\bnot able\\b|\\bnot\\b)"
              + "|(?:unfortunately,? |regrettably,? |sorry[,.] (?:but )?|i apologi[sz]e,? (?:but )?|as an ai[^,.]{0,40}, )?"
              + "i (?:can['’]?t|cannot|can not|won['’]?t|will not|must decline|have to decline|decline"
              + "|am unable|am not able|['’]?m unable|['’]?m not able|do not feel comfortable|don['’]t feel comfortable|would rather not)\\b"
              + "|i['’]m (?:unable|not able|not comfortable)\\b"
              + "|my (?:guidelines|policies|instructions) (?:do not|don['’]t|prohibit|forbid)"
              + "|(?:es )?tut mir leid\\b|(?:leider )?(?:kann|darf) ich\\b[^.!?]{0,60}\\bnicht\\b|ich (?:kann|darf|werde)\\b[^.!?]{0,60}\\bnicht\\b"
              + "|(?:désolée?|je suis désolée?)\\b|je ne (?:peux|puis) pas\\b"
              + "|lo siento\\b|no puedo\\b"
              + ")",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  private RefusalWords() {}

  static boolean refuses(String text) {
    return text.length() <= MAX_CHARACTERS && REFUSAL.matcher(text).find();
  }
}
