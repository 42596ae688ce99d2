package dev.converge.domain.patent.match;

import dev.converge.domain.patent.Passage;
import dev.converge.domain.patent.PatentText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A document's passages, read once.
public final class DocumentText {
  /// A passage with the dictionary forms of its words.
  private record Read(List<String> lemmas, Set<String> all) {
    boolean has(List<String> words) {
      return all.containsAll(words)
          && (words.size() == 1 || Collections.indexOfSubList(lemmas, words) >= 0);
    }
  }

  private final List<Passage> passages;
  private final List<Read> read = new ArrayList<>();

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

  /// The passages that have a term, or what else is said for it, by their places.
  List<Integer> having(Term term) {
    List<List<String>> ways = term.lemmas();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      Read passage = read.get(i);
      if (ways.stream().anyMatch(passage::has)) {
        places.add(i);
      }
    }
    return places;
  }
}
