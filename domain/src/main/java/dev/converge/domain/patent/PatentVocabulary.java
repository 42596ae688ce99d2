package dev.converge.domain.patent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What else a thing is called. A small table that ships; it only widens a search. A word of
/// several senses is widened only where the text around it says which is meant: "set" is "harden"
/// beside a resin, and not beside a table.
public final class PatentVocabulary {
  /// Maximum number of synonyms of a term.
  static final int MAX_SYNONYMS = 6;

  private static final int SUBCLASS = 4;
  private static final String SENSES = "~";

  /// Words that say the same.
  ///
  /// @param words each in its dictionary form, and as written
  /// @param open the dictionary forms of those that may mean something else
  /// @param beside words of which one must stand in a text for those to mean this
  private record Sense(
      List<List<String>> lemmas, List<String> words, Set<String> open, Set<String> beside) {}

  /// Read when first asked, not when the server starts.
  private static final class Table {
    static final Map<String, List<Sense>> BY_LEMMA = read();
  }

  private PatentVocabulary() {}

  /// What else is said for a term of a text; none if the table does not know it in a sense that the
  /// text has.
  ///
  /// @param term one word or several, in dictionary forms, joined by spaces
  /// @param text the dictionary forms of the words of the text that it stands in
  public static List<String> synonyms(String term, Set<String> text) {
    List<String> all = new ArrayList<>();
    for (Sense sense : Table.BY_LEMMA.getOrDefault(term, List.of())) {
      boolean meant = sense.beside().isEmpty() || beside(sense, term, text);
      if (sense.open().contains(term) && !meant) {
        continue;
      }
      for (int i = 0; i < sense.words().size(); i++) {
        String lemma = String.join(" ", sense.lemmas().get(i));
        boolean fits = meant || !sense.open().contains(lemma);
        if (fits && !lemma.equals(term) && !all.contains(sense.words().get(i))) {
          all.add(sense.words().get(i));
        }
      }
    }
    return List.copyOf(all.subList(0, Math.min(all.size(), MAX_SYNONYMS)));
  }

  private static boolean beside(Sense sense, String term, Set<String> text) {
    return sense.beside().stream().anyMatch(word -> !word.equals(term) && text.contains(word));
  }

  /// The subclass of a symbol: `H04L` of `H04L9/30`.
  public static String subclass(String symbol) {
    String bare = symbol.strip().toUpperCase(Locale.ROOT);
    return bare.length() <= SUBCLASS ? bare : bare.substring(0, SUBCLASS);
  }

  private static Map<String, List<Sense>> read() {
    Map<String, List<Sense>> table = new HashMap<>();
    for (String line : lines("synonyms.txt")) {
      int bar = line.indexOf('|');
      Set<String> beside =
          bar < 0 ? Set.of() : new HashSet<>(PatentText.stems(line.substring(bar + 1)));
      List<String> words = new ArrayList<>();
      List<List<String>> lemmas = new ArrayList<>();
      Set<String> open = new HashSet<>();
      for (String word : (bar < 0 ? line : line.substring(0, bar)).strip().split(" *, *", -1)) {
        String bare = word.replace(SENSES, "");
        List<String> stems = PatentText.stems(bare);
        words.add(bare);
        lemmas.add(stems);
        if (word.endsWith(SENSES)) {
          open.add(String.join(" ", stems));
        }
      }
      Sense sense = new Sense(lemmas, words, open, beside);
      lemmas.forEach(stems ->
          table.computeIfAbsent(String.join(" ", stems), _ -> new ArrayList<>()).add(sense));
    }
    return table;
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
