package dev.converge.domain.patent.search;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;

/// Where the terms of an index stand in it, and how many documents have each. The queries of one
/// invention have the same few words again and again, and to look one up takes a good part of a
/// search, also where no document has it. Thread-safe.
public final class IndexTerms {
  /// Terms that are kept.
  static final int MOST = 10_000;

  private final IndexSearcher searcher;
  private final Map<Term, TermStates> known = new ConcurrentHashMap<>();

  /// For an index that does not change.
  public IndexTerms(IndexSearcher searcher) {
    this.searcher = searcher;
  }

  /// How many documents have a term.
  int documents(Term term) throws IOException {
    return states(term).docFreq();
  }

  /// Whether documents have each of these words in a field, together or not.
  boolean has(String field, List<String> words) throws IOException {
    for (String word : words) {
      if (documents(new Term(field, word)) == 0) {
        return false;
      }
    }
    return !words.isEmpty();
  }

  /// A query for a term.
  TermQuery query(Term term) throws IOException {
    return new TermQuery(term, states(term));
  }

  private TermStates states(Term term) throws IOException {
    TermStates states = known.get(term);
    if (states == null) {
      states = TermStates.build(searcher, term, true);
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(term, states);
    }
    return states;
  }
}
