package dev.converge.domain.patent.likeness;

import dev.converge.domain.patent.Language;
import dev.converge.domain.patent.search.PatentCollection;
import dev.converge.domain.patent.search.PatentDocument;
import dev.converge.domain.patent.search.PatentHit;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.domain.patent.search.PatentSearchException;
import dev.converge.domain.patent.search.PatentSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A source whose answers are ordered by words and by meaning: reciprocal rank fusion of both
/// (Cormack, Clarke and Büttcher, 2009). Of a small collection every document is compared; of a
/// larger one those that words find best, which then come in another order. A query whose text is
/// not known is left to the words.
public final class AlikePatents implements PatentSource {
  /// Maximum number of documents in a collection that is compared completely.
  static final int MOST_COMPARED = 1_000;

  /// Maximum number of documents, found by words, that are compared in one search of a larger
  /// collection.
  static final int MOST_REORDERED = 100;

  /// Maximum number of vectors in memory; the least recently used ones are dropped.
  static final int MOST_VECTORS = 5_000;

  /// Maximum number of documents in an answer that were found by their meaning.
  static final int MOST_ALIKE = 10;

  /// Maximum number of characters of a text that the model reads.
  static final int MOST_CHARACTERS = 2_000;

  private static final int FUSION = 10;
  private static final int SCALE = 10_000;

  private final PatentSource words;
  private final SentenceModel model;
  private final LinkedHashMap<String, float[]> vectors = new LinkedHashMap<>(16, 0.75f, true);

  private AlikePatents(PatentSource words, SentenceModel model) {
    this.words = words;
    this.model = model;
  }

  /// Puts a model beside a search by words.
  ///
  /// @param words searched first; on this machine, since its documents are read by the model
  public static AlikePatents beside(PatentSource words, SentenceModel model) {
    if (words.remote()) {
      throw new IllegalArgumentException(words.name() + " is remote (expected: a local source)");
    }
    return new AlikePatents(words, model);
  }

  private record Alike(PatentHit hit, float cosine) {}

  /// One document of the answer and where each of the two rankings has it.
  private static final class Place {
    final PatentHit hit;
    int score;
    int alike;

    Place(PatentHit hit) {
      this.hit = hit;
    }

    Place plus(int rank) {
      score += SCALE / (FUSION + rank);
      return this;
    }
  }

  @Override
  public String name() {
    return words.name();
  }

  @Override
  public String version() {
    return words.version() + "+likeness/" + model.name();
  }

  @Override
  public boolean remote() {
    return false;
  }

  @Override
  public PatentCollection collection() {
    return words.collection();
  }

  /// Whatever its language is, a text is compared with the documents.
  @Override
  public boolean reads(String language) {
    return true;
  }

  @Override
  public Map<String, Integer> having(List<PatentQuery.Group> terms) {
    return words.having(terms);
  }

  @Override
  public List<PatentDocument> documents(int most) {
    return words.documents(most);
  }

  @Override
  public List<PatentHit> related(List<PatentDocument> of, PatentQuery query)
      throws PatentSearchException, InterruptedException {
    return words.related(of, query);
  }

  @Override
  public List<PatentHit> search(PatentQuery query)
      throws PatentSearchException, InterruptedException {
    if (query.text().isEmpty()) {
      return words.search(query);
    }
    boolean told = words.reads(Language.of(query.text()).code());
    List<PatentDocument> all = words.documents(MOST_COMPARED);
    List<PatentHit> worded =
        told ? words.search(all.isEmpty() ? query.upTo(MOST_REORDERED) : query) : List.of();
    List<PatentHit> candidates = new ArrayList<>(worded);
    for (PatentDocument document : all) {
      boolean known = worded.stream().anyMatch(hit -> hit.document().id().equals(document.id()));
      if (!known && query.admits(document)) {
        candidates.add(new PatentHit(document, 0, 0, document.passages()));
      }
    }
    return joined(worded, compared(query.text(), candidates), query.limit());
  }

  private static List<PatentHit> joined(List<PatentHit> worded, List<PatentHit> alike, int limit) {
    Map<String, Place> places = new TreeMap<>();
    for (int rank = 0; rank < worded.size(); rank++) {
      PatentHit hit = worded.get(rank);
      places.computeIfAbsent(hit.document().id(), _ -> new Place(hit)).plus(rank);
    }
    for (int rank = 0; rank < alike.size(); rank++) {
      PatentHit hit = alike.get(rank);
      places.computeIfAbsent(hit.document().id(), _ -> new Place(hit)).plus(rank).alike = rank + 1;
    }
    List<Place> ranked = new ArrayList<>(places.values());
    // Equals stay in order of their numbers.
    ranked.sort(Comparator.<Place>comparingInt(place -> place.score).reversed());
    List<PatentHit> hits = new ArrayList<>();
    for (Place place : ranked.subList(0, Math.min(limit, ranked.size()))) {
      hits.add(
          new PatentHit(
              place.hit.document(),
              place.score,
              hits.size() + 1,
              place.hit.passages(),
              place.alike));
    }
    return hits;
  }

  /// Those of the candidates that mean most nearly the same, the nearest first.
  private List<PatentHit> compared(String text, List<PatentHit> candidates)
      throws InterruptedException {
    float[] sought = model.vector(cut(text));
    List<Alike> all = new ArrayList<>();
    for (PatentHit hit : candidates) {
      if (Thread.interrupted()) {
        throw new InterruptedException("likeness");
      }
      all.add(new Alike(hit, cosine(sought, vector(hit.document()))));
    }
    all.sort(
        Comparator.<Alike>comparingDouble(Alike::cosine)
            .reversed()
            .thenComparing(one -> one.hit().document().id()));
    return all.stream().limit(MOST_ALIKE).map(Alike::hit).toList();
  }

  private float[] vector(PatentDocument document) {
    synchronized (vectors) {
      float[] known = vectors.get(document.id());
      if (known != null) {
        return known;
      }
    }
    float[] made = model.vector(cut(told(document)));
    synchronized (vectors) {
      vectors.put(document.id(), made);
      if (vectors.size() > MOST_VECTORS) {
        vectors.pollFirstEntry();
      }
    }
    return made;
  }

  /// What a document says of itself: title and abstract, or its first claim where it has none.
  private static String told(PatentDocument document) {
    String claim = document.claims().isEmpty() ? "" : document.claims().getFirst();
    return document.title() + ". " + (document.summary().isEmpty() ? claim : document.summary());
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
  }

  private static float cosine(float[] one, float[] other) {
    float sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}
