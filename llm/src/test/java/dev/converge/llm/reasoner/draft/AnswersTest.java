package dev.converge.llm.reasoner.draft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class AnswersTest {
  private static final int TEXTS = 5_000;

  @Test
  void findsWhatOnePatternForEachNeedFinds() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<Need, Pattern> patterns = new EnumMap<>(Need.class);
    List<String> words =
        new ArrayList<>(
            List.of(
                "a@b.example",
                "0171 23 45",
                "(070-12 34)",
                "10:30",
                "5th",
                "Lindengasse",
                "5gasse",
                "gehen Sie",
                "nehmt",
                "prenez",
                "Anna",
                "ä",
                "\u0301",
                "ﬁrst",
                "İ",
                "\uD83D\uDE00",
                "\uD835\uDC00x",
                "_must",
                "zu",
                "ist",
                ";",
                "; ta",
                ".",
                ",",
                "'",
                "-",
                "\n",
                "!"));
    for (Need need : Need.values()) {
      Pattern whole = Answers.whole(need);
      patterns.put(need, whole);
      for (String word : whole.pattern().split("[^\\p{L}\\p{N} ]+", -1)) {
        words.add(word.replaceFirst("^[bdp] ?", ""));
      }
    }
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      int many = random.nextInt(7);
      for (int j = 0; j < many; j++) {
        String word = words.get(random.nextInt(words.size()));
        text.append(random.nextInt(6) == 0 ? word.toUpperCase(Locale.ROOT) : word);
        text.append(random.nextInt(5) == 0 ? "" : " ");
      }
      assertEquals(
          slowly(text.toString(), patterns),
          Answers.of(text.toString(), List.of()),
          () -> "seed " + seed + ": " + text);
    }
  }

  private static Set<Need> slowly(String text, Map<Need, Pattern> patterns) {
    EnumSet<Need> found = EnumSet.noneOf(Need.class);
    patterns.forEach((need, pattern) -> {
      if (pattern.matcher(text).find()) {
        found.add(need);
      }
    });
    return found;
  }
}
