package dev.converge.domain.patent.index;

import dev.converge.domain.patent.Passage;
import dev.converge.domain.patent.search.IndexTerms;
import dev.converge.domain.patent.search.PatentCollection;
import dev.converge.domain.patent.search.PatentDocument;
import dev.converge.domain.patent.search.PatentHit;
import dev.converge.domain.patent.search.PatentLucene;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.domain.patent.search.PatentSource;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryRescorer;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/// Patents of an index on disk, which is mapped into memory and not read into it. Scores are BM25;
/// equal ones are ordered by number. Thread-safe.
public final class IndexedPatents implements PatentSource {
  private static final String VERSION = "3";
  private static final int THOUSAND = 1_000;

  /// Documents that are looked at beyond those that are wanted, so that equals at the edge are
  /// ordered by number.
  private static final int SLACK = 25;

  /// Documents with most of the words, of which those come first in which words stand near each
  /// other. To look for that in all documents takes three quarters of the time of a search.
  static final int CANDIDATES = 1_000;

  /// Documents of one search whose descriptions are read for passages.
  private static final int DESCRIBED = 10;

  private final IndexSearcher searcher;
  private final IndexTerms terms;
  private final String digest;
  private final PatentCollection collection;

  private IndexedPatents(IndexSearcher searcher, String digest, PatentCollection collection) {
    this.searcher = searcher;
    this.terms = new IndexTerms(searcher);
    this.digest = digest;
    this.collection = collection;
  }

  /// Whether a folder holds an index.
  public static boolean at(Path place) {
    if (!Files.isDirectory(place)) {
      return false;
    }
    try (var files = Files.list(place)) {
      return files.anyMatch(file -> String.valueOf(file.getFileName()).startsWith("segments_"));
    } catch (IOException _) {
      return false;
    }
  }

  /// Opens an index; it stays open as long as the process runs.
  ///
  /// @throws ConvergeException with `INVALID` if the folder holds none that this version reads
  public static IndexedPatents open(Path place) {
    try {
      DirectoryReader reader = DirectoryReader.open(FSDirectory.open(place));
      Map<String, String> data = reader.getIndexCommit().getUserData();
      if (!IndexBuilder.FORMAT.equals(data.get(IndexBuilder.FORMAT_KEY))) {
        reader.close();
        throw invalid(place, "it was not built by converge patents index of this version", null);
      }
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setSimilarity(PatentLucene.STRICT);
      searcher.setQueryCache(null);
      return new IndexedPatents(
          searcher, data.getOrDefault(IndexBuilder.DIGEST_KEY, ""), collection(reader));
    } catch (IOException | IllegalArgumentException e) {
      throw invalid(place, String.valueOf(e.getMessage()), e);
    }
  }

  private static ConvergeException invalid(
      Path place, String why, @org.jspecify.annotations.Nullable Exception cause) {
    return new ConvergeException(
        ErrorCode.INVALID,
        "patents: index " + place + ": " + why + " (expected: build it again)",
        cause);
  }

  private static PatentCollection collection(DirectoryReader reader) throws IOException {
    if (reader.numDocs() == 0) {
      return PatentCollection.UNKNOWN;
    }
    byte[] first = PointValues.getMinPackedValue(reader, IndexFields.PUBLISHED);
    byte[] last = PointValues.getMaxPackedValue(reader, IndexFields.PUBLISHED);
    TreeSet<String> languages = new TreeSet<>();
    Terms terms = MultiTerms.getTerms(reader, IndexFields.LANGUAGE);
    if (terms != null) {
      TermsEnum each = terms.iterator();
      for (BytesRef term = each.next(); term != null; term = each.next()) {
        languages.add(term.utf8ToString());
      }
    }
    return new PatentCollection(reader.numDocs(), year(first), year(last), List.copyOf(languages));
  }

  private static String year(byte[] packed) {
    return String.valueOf(LocalDate.ofEpochDay(LongPoint.decodeDimension(packed, 0)).getYear());
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public String version() {
    return VERSION + "+index/" + digest;
  }

  @Override
  public boolean remote() {
    return false;
  }

  @Override
  public PatentCollection collection() {
    return collection;
  }

  @Override
  public List<PatentDocument> documents(int most) {
    List<PatentDocument> all = new ArrayList<>();
    try {
      if (searcher.getIndexReader().numDocs() <= most) {
        for (ScoreDoc one : searcher.search(MatchAllDocsQuery.INSTANCE, most).scoreDocs) {
          all.add(read(one.doc, false));
        }
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, Integer> having(List<PatentQuery.Group> groups) {
    try {
      return PatentLucene.having(terms, groups);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<PatentHit> search(PatentQuery query) {
    try {
      List<Stored> all = new ArrayList<>();
      for (ScoreDoc one : found(query).scoreDocs) {
        all.add(new Stored(one.doc, (int) (one.score * THOUSAND), read(one.doc, false)));
      }
      all.sort(
          Comparator.comparingInt(Stored::score)
              .reversed()
              .thenComparing(one -> one.document().id()));
      List<PatentHit> hits = new ArrayList<>();
      for (Stored one : all.subList(0, Math.min(all.size(), query.limit()))) {
        boolean described = hits.size() < DESCRIBED;
        PatentDocument document = described ? read(one.at(), true) : one.document();
        List<Passage> passages = described ? passages(document, query) : document.passages();
        hits.add(new PatentHit(document, one.score(), hits.size() + 1, passages));
      }
      return hits;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TopDocs found(PatentQuery query) throws IOException {
    int wanted = query.limit() + SLACK;
    List<Query> near = PatentLucene.near(query);
    if (near.isEmpty()) {
      return searcher.search(PatentLucene.words(query, terms), wanted);
    }
    TopDocs candidates = searcher.search(PatentLucene.words(query, terms), CANDIDATES);
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    near.forEach(one -> any.add(one, Occur.SHOULD));
    return QueryRescorer.rescore(searcher, candidates, any.build(), 1, wanted);
  }

  private record Stored(int at, int score, PatentDocument document) {}

  private static List<Passage> passages(PatentDocument document, PatentQuery query) {
    List<Passage> all = new ArrayList<>(document.passages());
    all.addAll(DescriptionPassages.best(document.details().description(), query));
    return all;
  }

  private PatentDocument read(int at, boolean described) throws IOException {
    Set<String> fields =
        described
            ? Set.of(IndexFields.RECORD, IndexFields.DESCRIPTION)
            : Set.of(IndexFields.RECORD);
    Document stored = searcher.storedFields().document(at, fields);
    String description = stored.get(IndexFields.DESCRIPTION);
    return IndexFields.read(
        stored.get(IndexFields.RECORD),
        description == null ? List.of() : description.lines().toList());
  }

  @Override
  public List<PatentHit> related(List<PatentDocument> of, PatentQuery query) {
    List<BytesRef> numbers = new ArrayList<>();
    List<BytesRef> cited = new ArrayList<>();
    List<BytesRef> families = new ArrayList<>();
    for (PatentDocument document : of) {
      numbers.add(new BytesRef(document.id()));
      document.details().citations().forEach(number -> cited.add(new BytesRef(number)));
      if (!document.details().family().isEmpty()) {
        families.add(new BytesRef(document.details().family()));
      }
    }
    BooleanQuery.Builder near = new BooleanQuery.Builder();
    near.add(new TermInSetQuery(IndexFields.ID, cited), Occur.SHOULD);
    near.add(new TermInSetQuery(IndexFields.CITES, numbers), Occur.SHOULD);
    near.add(new TermInSetQuery(IndexFields.FAMILY, families), Occur.SHOULD);
    try {
      // Of what is near, what meets the query comes first.
      Query wanted =
          new BooleanQuery.Builder()
              .add(near.build(), Occur.FILTER)
              .add(PatentLucene.query(query, terms), Occur.SHOULD)
              .build();
      List<PatentHit> hits = new ArrayList<>();
      for (ScoreDoc one : searcher.search(wanted, query.limit() + of.size()).scoreDocs) {
        PatentDocument document = read(one.doc, true);
        boolean known = of.stream().anyMatch(other -> other.id().equals(document.id()));
        if (!known && query.admits(document) && hits.size() < query.limit()) {
          hits.add(
              new PatentHit(
                  document,
                  (int) (one.score * THOUSAND),
                  hits.size() + 1,
                  passages(document, query)));
        }
      }
      return hits;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
