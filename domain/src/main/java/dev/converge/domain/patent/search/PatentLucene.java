package dev.converge.domain.patent.search;

import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.PatentVocabulary;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;

/// Patents and queries as Apache Lucene has them, in memory and on disk alike.
public final class PatentLucene {
  /// Fields of words, the weightiest first.
  public static final List<String> FIELDS = List.of("title", "abstract", "claims", "description");

  /// Claims say as much of what was invented as an abstract does, and titles hardly more: a few
  /// words of which a title happens to have two must not outweigh a dozen that stand in the claims.
  private static final float[] BOOSTS = {1.5f, 1f, 1f, 0.4f};

  /// How much a word counts for standing there again and again: little, since claims repeat.
  private static final float REPEATED = 0.9f;

  /// How much a long text loses: less than in running prose, since a set of forty claims is about
  /// one thing as much as a set of two.
  private static final float LENGTH = 0.4f;

  private static final float SYNONYM = 0.6f;
  private static final float NEAR = 1.5f;
  private static final float CLASS = 0.8f;

  /// BM25 whose logarithm is the same on every machine.
  public static final BM25Similarity STRICT =
      new BM25Similarity(REPEATED, LENGTH) {
        @Override
        protected float idf(long documents, long all) {
          return (float) StrictMath.log(1 + (all - documents + 0.5) / (documents + 0.5));
        }
      };

  /// Fields that have the places of their words too, so that phrases are found in them.
  private static final List<String> PLACED = FIELDS.subList(0, 3);

  private static final FieldType COUNTED = new FieldType(TextField.TYPE_NOT_STORED);

  /// Would say on standard error in each process that Lucene computes faster with a module of Java
  /// that is not final yet.
  private static final Logger VECTORS =
      Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

  static {
    VECTORS.setLevel(Level.SEVERE);
    COUNTED.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    COUNTED.freeze();
  }

  private PatentLucene() {}

  /// How an index is written.
  public static IndexWriterConfig writing() {
    return new IndexWriterConfig(PatentText.ANALYZER).setSimilarity(STRICT);
  }

  /// A document as it is indexed; nothing of it is stored.
  public static Document fields(PatentDocument document) {
    Document fields = new Document();
    fields.add(new TextField("title", document.title(), Field.Store.NO));
    fields.add(new TextField("abstract", document.summary(), Field.Store.NO));
    fields.add(new TextField("claims", String.join("\n", document.claims()), Field.Store.NO));
    if (!document.details().description().isEmpty()) {
      String text = String.join("\n", document.details().description());
      fields.add(new Field("description", text, COUNTED));
    }
    fields.add(new LongPoint("published", document.published().toEpochDay()));
    for (String symbol : document.cpc()) {
      fields.add(new StringField("cpc", PatentVocabulary.subclass(symbol), Field.Store.NO));
    }
    return fields;
  }

  /// A query over all fields of words, with what stands near what. What no document has is left
  /// out: to look for it takes most of the time in a small collection.
  ///
  /// @param terms of the index
  public static Query query(PatentQuery query, IndexTerms terms) throws IOException {
    return query(query, terms, near(query, terms));
  }

  /// The same without what stands near what, which takes most of the time in a large collection.
  ///
  /// @param terms of the index
  public static Query words(PatentQuery query, IndexTerms terms) throws IOException {
    return query(query, terms, List.of());
  }

  /// What stands near what, each in each field that has the words; it adds to the score of what has
  /// the words.
  ///
  /// @param terms of the index
  public static List<Query> near(PatentQuery query, IndexTerms terms) throws IOException {
    List<Query> all = new ArrayList<>();
    for (PatentQuery.Proximity near : query.near()) {
      List<String> stems = new ArrayList<>(PatentText.stems(near.first()));
      stems.addAll(PatentText.stems(near.second()));
      for (String field : PLACED) {
        if (terms.has(field, stems)) {
          Query close = new PhraseQuery(near.distance(), field, stems.toArray(String[]::new));
          all.add(new BoostQuery(close, NEAR));
        }
      }
    }
    return all;
  }

  private static Query query(PatentQuery query, IndexTerms terms, List<Query> near)
      throws IOException {
    BooleanQuery.Builder words = new BooleanQuery.Builder();
    for (PatentQuery.Group group : query.groups()) {
      words.add(new BoostQuery(group(group, terms), group.weight()), Occur.SHOULD);
    }
    BooleanQuery.Builder all =
        new BooleanQuery.Builder()
            .add(words.setMinimumNumberShouldMatch(query.minimum()).build(), Occur.MUST);
    near.forEach(one -> all.add(one, Occur.SHOULD));
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

  /// How many documents have each term, by its first word: as many as have the commonest of its
  /// words in the field that most have it in.
  public static Map<String, Integer> having(IndexTerms terms, List<PatentQuery.Group> groups)
      throws IOException {
    Map<String, Integer> all = new TreeMap<>();
    for (PatentQuery.Group group : groups) {
      int most = 0;
      for (String word : group.words()) {
        List<String> stems = PatentText.stems(word);
        for (String field : stems.size() == 1 ? FIELDS : List.<String>of()) {
          most = Math.max(most, terms.documents(new Term(field, stems.getFirst())));
        }
      }
      all.put(group.words().getFirst(), most);
    }
    return all;
  }

  private static Query group(PatentQuery.Group group, IndexTerms terms) throws IOException {
    List<Query> ways = new ArrayList<>();
    for (int w = 0; w < group.words().size(); w++) {
      List<String> stems = PatentText.stems(group.words().get(w));
      for (int f = 0; f < (stems.size() == 1 ? FIELDS : PLACED).size(); f++) {
        if (terms.has(FIELDS.get(f), stems)) {
          float boost = BOOSTS[f] * (w == 0 ? 1 : SYNONYM);
          ways.add(new BoostQuery(phrase(FIELDS.get(f), stems, terms), boost));
        }
      }
    }
    return new DisjunctionMaxQuery(ways, 0.1f);
  }

  private static Query phrase(String field, List<String> stems, IndexTerms terms)
      throws IOException {
    return stems.size() == 1
        ? terms.query(new Term(field, stems.getFirst()))
        : new PhraseQuery(1, field, stems.toArray(String[]::new));
  }
}
