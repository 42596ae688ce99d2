package dev.converge.domain.patent.index;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Patents that nobody invented. Every other one may be put together of phrases of real texts, so
/// that it has real words in real order and is about nothing. The others have words as often as
/// languages have them: the most frequent twice as often as the second (Zipf's law). The most
/// frequent ones are made up, as if they were articles and prepositions; the words of a text
/// follow, then more made-up ones.
public final class GeneratedPatents {
  private static final int WORDS = 60_000;
  private static final int MOST_FREQUENT = 200;

  /// Words of a phrase.
  private static final int SHORTEST = 3;

  private static final int LONGEST = 12;
  private static final String SYLLABLES = "ba ce di fo gu la me ni ro su ta ve wi xo zu";

  private final List<String> words = new ArrayList<>();
  private final double[] until = new double[WORDS];
  private final SplittableRandom random;
  private final List<String> running;

  /// @param text whose words stand in documents
  public GeneratedPatents(long seed, String text) {
    this(seed, text, "");
  }

  /// @param text whose words stand in documents
  /// @param phrases real text, of which every other document has phrases; empty for none
  public GeneratedPatents(long seed, String text, String phrases) {
    random = new SplittableRandom(seed);
    running =
        phrases.isEmpty()
            ? List.of()
            : List.of(phrases.replaceAll("[\"\\\\\\p{C}]", " ").strip().split("\\s+", -1));
    for (int i = 0; i < MOST_FREQUENT; i++) {
      words.add(made(WORDS + i));
    }
    for (String word : text.toLowerCase(java.util.Locale.ROOT).split("[^\\p{L}]+", -1)) {
      if (word.length() > 2 && !words.contains(word) && words.size() < WORDS / 10) {
        words.add(word);
      }
    }
    for (int i = words.size(); i < WORDS; i++) {
      words.add(made(i));
    }
    double all = 0;
    for (int i = 0; i < WORDS; i++) {
      all += 1.0 / (i + 1);
      until[i] = all;
    }
  }

  private static String made(int number) {
    String[] parts = SYLLABLES.split(" ", -1);
    StringBuilder made = new StringBuilder();
    for (int rest = number; rest > 0; rest /= parts.length) {
      made.append(parts[rest % parts.length]);
    }
    return made.toString();
  }

  /// Writes records as JSON Lines.
  public void write(Path file, int count) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (int i = 0; i < count; i++) {
        out.write(record(i));
        out.write('\n');
      }
    }
  }

  private String record(int number) {
    LocalDate day = LocalDate.of(1950, 1, 1).plusDays(random.nextInt(27_000));
    boolean real = !running.isEmpty() && number % 2 == 0;
    return "{\"id\":\"XX%d\",\"title\":\"%s\",\"abstract\":\"%s.\",\"claims\":[\"1. A %s.\",\"2. The %s.\"],\"publication_date\":\"%s\"}"
        .formatted(
            1_000_000 + number, text(real, 6), text(real, 70), text(real, 60), text(real, 20), day);
  }

  private String text(boolean real, int count) {
    return real ? phrases(count) : some(count);
  }

  private String phrases(int count) {
    List<String> all = new ArrayList<>();
    while (all.size() < count) {
      int length = SHORTEST + random.nextInt(LONGEST - SHORTEST);
      int from = random.nextInt(running.size() - length);
      all.addAll(running.subList(from, from + length));
    }
    return String.join(" ", all.subList(0, count));
  }

  private String some(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int at = Arrays.binarySearch(until, random.nextDouble() * until[WORDS - 1]);
      text.append(i == 0 ? "" : " ").append(words.get(Math.min(WORDS - 1, at < 0 ? -at - 1 : at)));
    }
    return text.toString();
  }

  public static void main(String[] args) throws IOException {
    String text = Files.readString(Path.of(args[2]));
    new GeneratedPatents(1, text).write(Path.of(args[0]), Integer.parseInt(args[1]));
  }
}
