package dev.converge.llm.reasoner.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordsTest {
  /// What a word is, as the pattern that says it.
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}'’\\-]*(?:[.,]\\p{N}+)*%?");

  private static final List<String> PIECES =
      List.of(
          "a", "Z", "é", "e\u0301", "\u0301", "\u20dd", "7", "٣", "²", "Ⅳ", "½", "漢", "𝒳", "𝟗",
          "🙂", "_", "ª", ".", ",", "%", "'", "’", "-", " ", "\n", "\ud835", "(", "€");

  @Test
  void wordsAreWhatThePatternSays() {
    long seed = 20_261_130;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      String one = text.toString();
      List<Words.Word> expected = WORD.matcher(one).results().map(WordsTest::word).toList();
      assertEquals(expected, Words.at(one), () -> "seed " + seed + ": " + one);
      assertEquals(expected.stream().map(Words.Word::text).toList(), Words.of(one));
      assertEquals(!expected.isEmpty(), Words.any(one));
    }
  }

  private static Words.Word word(MatchResult found) {
    return new Words.Word(found.group(), found.start(), found.end());
  }

  @Test
  void aFullStopAfterAnAbbreviationOrAnInitialEndsNothing() {
    assertEquals(
        List.of("Approx. 40 firms buy from J. Smith.", "They pay."),
        Sentences.of("Approx. 40 firms buy from J. Smith. They pay."));
    assertEquals(
        List.of("It grew 𝟗.", "Then it fell."), Sentences.of("It grew 𝟗. Then it fell."));
  }
}
