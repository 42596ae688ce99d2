package dev.converge.domain.patent.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.jspecify.annotations.Nullable;

/// Patents of a file, or those that ship, in an Apache Lucene index in memory. The index is built
/// at the first search and kept. Scores are BM25 (Robertson and Zaragoza, 2009) over one segment
/// whose documents stand by id, so equal scores are ordered by id.
public final class LocalPatents implements PatentSource {
  private static final String VERSION = "3";
  private static final int THOUSAND = 1_000;
  private static final int YEAR = 4;

  private record Index(
      PatentCorpus corpus, IndexSearcher searcher, IndexTerms terms, PatentCollection collection) {}

  private final Supplier<PatentCorpus> reader;
  private @Nullable PatentCorpus corpus;
  private @Nullable Index index;

  private LocalPatents(Supplier<PatentCorpus> reader) {
    this.reader = reader;
  }

  /// The patents that ship.
  public static LocalPatents bundled() {
    return new LocalPatents(PatentCorpus::bundled);
  }

  /// The patents that ship and those of a file, or of the files of a folder; where both have a
  /// number, one's own entry stands. They are read now and indexed at the first search.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `INVALID` if they cannot be read
  public static LocalPatents beside(Path place) {
    return of(PatentCorpus.bundled().with(PatentCorpus.read(place)));
  }

  static LocalPatents of(PatentCorpus corpus) {
    return new LocalPatents(() -> corpus);
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public String version() {
    return VERSION + "+" + corpus().digest();
  }

  @Override
  public boolean remote() {
    return false;
  }

  private record Found(PatentDocument document, int score) {}

  @Override
  public List<PatentHit> search(PatentQuery query) {
    Index built = index();
    int documents = built.corpus().documents().size();
    if (documents == 0) {
      return List.of();
    }
    List<Found> all = new ArrayList<>();
    try {
      // All that match are scored before the best are taken: how many are wanted changes no score.
      for (ScoreDoc found :
          built.searcher().search(PatentLucene.query(query, built.terms()), documents).scoreDocs) {
        PatentDocument document = built.corpus().documents().get(found.doc);
        all.add(new Found(document, (int) (found.score * THOUSAND)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the index is in memory", e);
    }
    all.sort(
        Comparator.comparingInt(Found::score).reversed().thenComparing(one -> one.document().id()));
    List<PatentHit> best = new ArrayList<>();
    for (Found found : all.subList(0, Math.min(all.size(), query.limit()))) {
      PatentDocument document = found.document();
      best.add(new PatentHit(document, found.score(), best.size() + 1, document.passages()));
    }
    return best;
  }

  @Override
  public PatentCollection collection() {
    return index().collection();
  }

  @Override
  public List<PatentDocument> documents(int most) {
    List<PatentDocument> all = corpus().documents();
    return all.size() > most ? List.of() : all;
  }

  @Override
  public Map<String, Integer> having(List<PatentQuery.Group> terms) {
    try {
      return PatentLucene.having(index().terms(), terms);
    } catch (IOException e) {
      throw new UncheckedIOException("the index is in memory", e);
    }
  }

  @Override
  public List<PatentHit> related(List<PatentDocument> of, PatentQuery query) {
    Set<String> numbers = new TreeSet<>();
    Set<String> cited = new TreeSet<>();
    Set<String> families = new TreeSet<>();
    for (PatentDocument document : of) {
      numbers.add(document.id());
      cited.addAll(document.details().citations());
      families.add(document.details().family());
    }
    families.remove("");
    List<PatentHit> hits = new ArrayList<>();
    for (PatentDocument document : corpus().documents()) {
      boolean near =
          cited.contains(document.id())
              || families.contains(document.details().family())
              || document.details().citations().stream().anyMatch(numbers::contains);
      if (near && !numbers.contains(document.id()) && query.admits(document)) {
        hits.add(new PatentHit(document, 0, hits.size() + 1, document.passages()));
      }
    }
    return List.copyOf(hits.subList(0, Math.min(hits.size(), query.limit())));
  }

  private static PatentCollection collection(List<PatentDocument> documents) {
    TreeSet<String> years = new TreeSet<>();
    TreeSet<String> languages = new TreeSet<>();
    for (PatentDocument document : documents) {
      years.add(document.published().toString().substring(0, YEAR));
      languages.add(document.language());
    }
    return documents.isEmpty()
        ? PatentCollection.UNKNOWN
        : new PatentCollection(
            documents.size(), years.getFirst(), years.getLast(), List.copyOf(languages));
  }

  private synchronized PatentCorpus corpus() {
    if (corpus == null) {
      corpus = reader.get();
    }
    return corpus;
  }

  private synchronized Index index() {
    if (index == null) {
      index = build(corpus());
    }
    return index;
  }

  private static Index build(PatentCorpus corpus) {
    ByteBuffersDirectory memory = new ByteBuffersDirectory();
    IndexWriterConfig config = PatentLucene.writing();
    try (IndexWriter writer = new IndexWriter(memory, config)) {
      for (PatentDocument document : corpus.documents()) {
        writer.addDocument(PatentLucene.fields(document));
      }
      writer.forceMerge(1);
      writer.commit();
      IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(memory));
      searcher.setSimilarity(PatentLucene.STRICT);
      searcher.setQueryCache(null);
      return new Index(corpus, searcher, new IndexTerms(searcher), collection(corpus.documents()));
    } catch (IOException e) {
      throw new UncheckedIOException("the index is in memory", e);
    }
  }
}
