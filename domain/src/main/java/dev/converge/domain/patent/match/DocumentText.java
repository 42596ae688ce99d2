package dev.converge.domain.patent.match;

import dev.converge.domain.patent.Passage;
import dev.converge.domain.patent.PatentText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A document's passages, read once. Thread-safe.
public final class DocumentText {
  /// A passage with the dictionary forms of its words.
  private record Read(List<String> lemmas, Set<String> all) {
    boolean has(List<String> words) {
      return all.containsAll(words)
          && (words.size() == 1 || Collections.indexOfSubList(lemmas, words) >= 0);
    }
  }

  /// Maximum number of terms whose positions are kept.
  private static final int MOST_TERMS = 128;

  private final List<Passage> passages;
  private final List<Read> read = new ArrayList<>();
  private final Map<Term, List<Integer>> having = new ConcurrentHashMap<>();

  /// Reads passages.
  public DocumentText(List<Passage> passages) {
    this.passages = List.copyOf(passages);
    for (Passage passage : passages) {
      List<String> lemmas = PatentText.stems(passage.text());
      read.add(new Read(lemmas, new HashSet<>(lemmas)));
    }
  }

  /// Its passages.
  public List<Passage> passages() {
    return passages;
  }

  /// The passages that have a term, or what else is said for it, by their places. It is looked for
  /// once: the whole, each of its elements and several agents ask for the same terms.
  List<Integer> having(Term term) {
    List<Integer> known = having.get(term);
    if (known == null) {
      known = find(term);
      if (having.size() >= MOST_TERMS) {
        having.clear();
      }
      having.put(term, known);
    }
    return known;
  }

  private List<Integer> find(Term term) {
    List<List<String>> ways = term.lemmas();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      for (List<String> way : ways) {
        if (read.get(i).has(way)) {
          places.add(i);
          break;
        }
      }
    }
    return List.copyOf(places);
  }
}
