package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Tells what a sentence speaks of by its words. A word that ends with `*` stands for all that
/// begin so; one that begins with `*` for all that end so; several words stand for themselves in a
/// row. What is looked up grows with the sentence alone, not with the lists.
final class TopicWords {
  private static final int SHORTEST = 2;
  private static final int LONGEST = 24;

  /// @param topic what it stands for
  /// @param more words that follow, each with or without an asterisk
  private record Entry(String topic, List<String> more) {}

  private final Map<String, List<Entry>> exact = new HashMap<>();
  private final Map<String, List<Entry>> beginnings = new HashMap<>();
  private final Map<String, List<Entry>> endings = new HashMap<>();

  void add(String topic, String words) {
    for (String phrase : words.split(",", -1)) {
      List<String> parts = List.of(phrase.strip().split("\\s+", -1));
      String first = parts.getFirst();
      Entry entry = new Entry(topic, parts.subList(1, parts.size()));
      if (first.startsWith("*")) {
        put(endings, first.substring(1), entry);
      } else if (first.endsWith("*")) {
        put(beginnings, first.substring(0, first.length() - 1), entry);
      } else {
        put(exact, first, entry);
      }
    }
  }

  private static void put(Map<String, List<Entry>> map, String key, Entry entry) {
    if (!key.isEmpty()) {
      map.computeIfAbsent(key, _ -> new ArrayList<>()).add(entry);
    }
  }

  Set<String> in(String text) {
    List<String> words = Words.of(text).stream().map(Words::fold).toList();
    Set<String> found = new TreeSet<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      take(exact.get(word), words, i, found);
      int most = Math.min(LONGEST, word.length());
      for (int length = SHORTEST; length <= most; length++) {
        take(beginnings.get(word.substring(0, length)), words, i, found);
        take(endings.get(word.substring(word.length() - length)), words, i, found);
      }
    }
    return found;
  }

  private static void take(
      @org.jspecify.annotations.Nullable List<Entry> entries,
      List<String> words,
      int at,
      Set<String> found) {
    if (entries == null) {
      return;
    }
    for (Entry entry : entries) {
      if (follows(entry.more(), words, at + 1)) {
        found.add(entry.topic());
      }
    }
  }

  private static boolean follows(List<String> more, List<String> words, int from) {
    if (from + more.size() > words.size()) {
      return false;
    }
    for (int i = 0; i < more.size(); i++) {
      String want = more.get(i);
      String have = words.get(from + i);
      boolean same =
          want.endsWith("*")
              ? have.startsWith(want.substring(0, want.length() - 1))
              : have.equals(want);
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
