package dev.converge.domain.patent.search;

import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.PatentVocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.jspecify.annotations.Nullable;

/// Patents of a file, or those that ship, in an Apache Lucene index in memory. The index is built
/// at the first search and kept. Scores are BM25 (Robertson and Zaragoza, 2009) over one segment
/// whose documents stand by id, so equal scores are ordered by id.
public final class LocalPatents implements PatentSource {
  private static final String VERSION = "1";
  private static final List<String> FIELDS = List.of("title", "abstract", "claims");
  private static final float[] BOOSTS = {2f, 1f, 0.7f};
  private static final float SYNONYM = 0.6f;
  private static final float NEAR = 1.5f;
  private static final float CLASS = 0.8f;
  private static final int THOUSAND = 1_000;

  /// BM25 whose logarithm is the same on every machine.
  private static final BM25Similarity STRICT =
      new BM25Similarity() {
        @Override
        protected float idf(long documents, long all) {
          return (float) StrictMath.log(1 + (all - documents + 0.5) / (documents + 0.5));
        }
      };

  private record Index(PatentCorpus corpus, IndexSearcher searcher) {}

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

  @Override
  public List<PatentHit> search(PatentQuery query) {
    Index built = index();
    int documents = built.corpus().documents().size();
    if (documents == 0) {
      return List.of();
    }
    List<PatentHit> hits = new ArrayList<>();
    try {
      // All that match are scored before the best are taken: how many are wanted changes no score.
      for (ScoreDoc found : built.searcher().search(lucene(query), documents).scoreDocs) {
        PatentDocument document = built.corpus().documents().get(found.doc);
        hits.add(new PatentHit(document, (int) (found.score * THOUSAND), 0, document.passages()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the index is in memory", e);
    }
    hits.sort(
        Comparator.comparingInt(PatentHit::score)
            .reversed()
            .thenComparing(hit -> hit.document().id()));
    List<PatentHit> best = new ArrayList<>();
    for (PatentHit hit : hits.subList(0, Math.min(hits.size(), query.limit()))) {
      best.add(new PatentHit(hit.document(), hit.score(), best.size() + 1, hit.passages()));
    }
    return best;
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
    IndexWriterConfig config = new IndexWriterConfig(PatentText.ANALYZER).setSimilarity(STRICT);
    try (IndexWriter writer = new IndexWriter(memory, config)) {
      for (PatentDocument document : corpus.documents()) {
        writer.addDocument(fields(document));
      }
      writer.forceMerge(1);
      writer.commit();
      IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(memory));
      searcher.setSimilarity(STRICT);
      searcher.setQueryCache(null);
      return new Index(corpus, searcher);
    } catch (IOException e) {
      throw new UncheckedIOException("the index is in memory", e);
    }
  }

  private static Document fields(PatentDocument document) {
    Document fields = new Document();
    fields.add(new TextField("title", document.title(), Field.Store.NO));
    fields.add(new TextField("abstract", document.summary(), Field.Store.NO));
    fields.add(new TextField("claims", String.join("\n", document.claims()), Field.Store.NO));
    fields.add(new LongPoint("published", document.published().toEpochDay()));
    for (String symbol : document.cpc()) {
      fields.add(new StringField("cpc", PatentVocabulary.subclass(symbol), Field.Store.NO));
    }
    return fields;
  }

  private static Query lucene(PatentQuery query) {
    BooleanQuery.Builder words = new BooleanQuery.Builder();
    for (PatentQuery.Group group : query.groups()) {
      words.add(new BoostQuery(group(group), group.weight()), Occur.SHOULD);
    }
    BooleanQuery.Builder all =
        new BooleanQuery.Builder()
            .add(words.setMinimumNumberShouldMatch(query.minimum()).build(), Occur.MUST);
    for (PatentQuery.Proximity near : query.near()) {
      for (String field : FIELDS) {
        all.add(new BoostQuery(near(field, near), NEAR), Occur.SHOULD);
      }
    }
    for (String symbol : query.cpc()) {
      Query in = new TermQuery(new Term("cpc", PatentVocabulary.subclass(symbol)));
      all.add(new BoostQuery(new ConstantScoreQuery(in), CLASS), Occur.SHOULD);
    }
    LocalDate before = query.before();
    if (before != null) {
      all.add(
          LongPoint.newRangeQuery("published", Long.MIN_VALUE, before.toEpochDay() - 1),
          Occur.FILTER);
    }
    return all.build();
  }

  private static Query group(PatentQuery.Group group) {
    List<Query> ways = new ArrayList<>();
    for (int w = 0; w < group.words().size(); w++) {
      for (int f = 0; f < FIELDS.size(); f++) {
        float boost = BOOSTS[f] * (w == 0 ? 1 : SYNONYM);
        ways.add(new BoostQuery(phrase(FIELDS.get(f), group.words().get(w)), boost));
      }
    }
    return new DisjunctionMaxQuery(ways, 0.1f);
  }

  private static Query phrase(String field, String words) {
    List<String> stems = PatentText.stems(words);
    return stems.size() == 1
        ? new TermQuery(new Term(field, stems.getFirst()))
        : new PhraseQuery(1, field, stems.toArray(String[]::new));
  }

  private static Query near(String field, PatentQuery.Proximity near) {
    List<String> stems = new ArrayList<>(PatentText.stems(near.first()));
    stems.addAll(PatentText.stems(near.second()));
    return new PhraseQuery(near.distance(), field, stems.toArray(String[]::new));
  }
}
