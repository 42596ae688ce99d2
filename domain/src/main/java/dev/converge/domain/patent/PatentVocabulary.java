package dev.converge.domain.patent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What else a thing is called, and in which class of the Cooperative Patent Classification it
/// would be. Two small tables that ship; both only widen or weigh a search.
public final class PatentVocabulary {
  /// Synonyms of one term.
  static final int MAX_SYNONYMS = 6;

  /// Classes guessed for one text.
  static final int MAX_CLASSES = 3;

  private static final int SUBCLASS = 4;

  /// Read when first asked, not when the server starts.
  private static final class Tables {
    static final Map<String, List<String>> SYNONYMS = synonyms();
    static final Map<String, Set<String>> CLASSES = classes();
  }

  private PatentVocabulary() {}

  /// What else is said for a word; none if the table does not know it.
  public static List<String> synonyms(String word) {
    List<String> stems = PatentText.stems(word);
    return stems.size() == 1
        ? Tables.SYNONYMS.getOrDefault(stems.getFirst(), List.of())
        : List.of();
  }

  /// The classes whose subjects a text speaks of most, the best first.
  public static List<String> classes(Set<String> stems) {
    Map<String, Integer> scores = new TreeMap<>();
    Tables.CLASSES.forEach((symbol, subjects) -> {
      int score = (int) subjects.stream().filter(stems::contains).count();
      if (score > 1) {
        scores.put(symbol, score);
      }
    });
    return scores.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MAX_CLASSES)
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The subclass of a symbol: `H04L` of `H04L9/30`.
  public static String subclass(String symbol) {
    String bare = symbol.strip().toUpperCase(Locale.ROOT);
    return bare.length() <= SUBCLASS ? bare : bare.substring(0, SUBCLASS);
  }

  private static Map<String, List<String>> synonyms() {
    Map<String, List<String>> table = new LinkedHashMap<>();
    for (String line : lines("synonyms.txt")) {
      List<String> words = List.of(line.split(", *"));
      for (String word : words) {
        List<String> stems = PatentText.stems(word);
        if (stems.size() == 1) {
          List<String> others = new ArrayList<>(words);
          others.remove(word);
          List<String> known = table.computeIfAbsent(stems.getFirst(), _ -> new ArrayList<>());
          others.stream()
              .filter(other -> !known.contains(other) && !PatentText.stems(other).equals(stems))
              .forEach(known::add);
        }
      }
    }
    table.replaceAll((_, all) -> List.copyOf(all.subList(0, Math.min(all.size(), MAX_SYNONYMS))));
    return Collections.unmodifiableMap(table);
  }

  private static Map<String, Set<String>> classes() {
    Map<String, Set<String>> table = new TreeMap<>();
    for (String line : lines("classes.txt")) {
      int space = line.indexOf(' ');
      table.put(
          line.substring(0, space), new HashSet<>(PatentText.stems(line.substring(space + 1))));
    }
    return Collections.unmodifiableMap(table);
  }

  private static List<String> lines(String name) {
    try (InputStream in = PatentVocabulary.class.getResourceAsStream("/patents/" + name)) {
      if (in == null) {
        throw new IllegalStateException("resource: " + name + " is missing (expected: in the jar)");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
