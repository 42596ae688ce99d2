package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.domain.patent.Passage;
import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.ReaderOrders;
import dev.converge.domain.patent.match.DocumentText;
import dev.converge.domain.patent.match.Floor;
import dev.converge.domain.patent.match.Match;
import dev.converge.domain.patent.match.Subject;
import dev.converge.domain.patent.match.Weights;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.domain.patent.search.PatentQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// The documents that were found, held against the invention and its elements. What words weigh
/// comes from the whole collection, as the searches report it, not from what they found.
final class ElementComparison {
  /// Texts that are kept taken apart, of the documents and elements of recent runs.
  private static final int KEPT = 512;

  private static final Kept<List<String>, DocumentText> DOCUMENTS =
      new Kept<>(lines -> new DocumentText(lines.stream().map(Passage::parse).toList()));
  private static final Kept<List<String>, Subject> SUBJECTS =
      new Kept<>(texts -> Subject.of(texts.getFirst(), texts.getLast()));

  private final Weights weights;
  private final Subject whole;
  private final Map<Fact, Subject> elements = new LinkedHashMap<>();

  /// What was made of a text that is read again and again; the one that was used longest ago is
  /// dropped first.
  private static final class Kept<K, V> {
    private final Function<K, V> make;
    private final LinkedHashMap<K, V> all = new LinkedHashMap<>(16, 0.75f, true);

    Kept(Function<K, V> make) {
      this.make = make;
    }

    synchronized V of(K key) {
      V value = all.computeIfAbsent(key, make);
      if (all.size() > KEPT) {
        all.pollFirstEntry();
      }
      return value;
    }

    synchronized void clear() {
      all.clear();
    }
  }

  /// A document, held against the whole.
  ///
  /// @param bears whether it bears on the invention at all
  record Held(Fact document, DocumentText text, Match whole, boolean bears) {}

  private ElementComparison(Weights weights, Subject whole) {
    this.weights = weights;
    this.whole = whole;
  }

  /// Lets go of all texts that are kept.
  static void forget() {
    DOCUMENTS.clear();
    SUBJECTS.clear();
    PatentText.forget();
  }

  /// Of what a context has.
  static ElementComparison of(Context context) {
    List<Fact> elements = context.facts("Elements");
    StringBuilder text = new StringBuilder();
    for (Fact seed : context.facts(Keys.SEEDS)) {
      if (seed.id().startsWith("invention:")) {
        text.append(ReaderOrders.without(seed.content())).append(".\n");
      }
    }
    elements.forEach(element -> text.append(element.content()).append(".\n"));
    String all = text.toString();
    ElementComparison one = new ElementComparison(weights(context), SUBJECTS.of(List.of(all, all)));
    elements.forEach(
        element -> one.elements.put(element, SUBJECTS.of(List.of(element.content(), all))));
    return one;
  }

  /// What the searches say of the collection.
  private static Weights weights(Context context) {
    long documents = 0;
    Map<String, Integer> having = new TreeMap<>();
    for (Fact search : context.facts("Searches")) {
      Json.Obj data = search.data();
      if (data != null
          && data.get("collection").orElse(null) instanceof Json.Obj collection
          && collection.get("documents").orElse(null) instanceof Json.Num count) {
        documents = Math.max(documents, (long) count.value());
      }
      for (String line : PatentFacts.texts(search, "having")) {
        int equals = line.lastIndexOf('=');
        having.merge(
            line.substring(0, equals), Integer.parseInt(line.substring(equals + 1)), Math::max);
      }
    }
    return new Weights(documents, having);
  }

  /// The elements, in the order of their facts.
  List<Fact> elements() {
    return List.copyOf(elements.keySet());
  }

  Held held(Fact document) {
    DocumentText text = DOCUMENTS.of(PatentFacts.texts(document, "passages"));
    Match match = whole.in(text, weights);
    boolean bears =
        Floor.bears(match, whole.terms(), weights)
            || elements.values().stream()
                .anyMatch(element -> Floor.counts(element.in(text, weights), weights));
    return new Held(document, text, match, bears);
  }

  /// What a document has of an element.
  Match match(Held held, Fact element) {
    return elements.getOrDefault(element, whole).in(held.text(), weights);
  }

  /// Everything that was found, the nearest first.
  List<Held> all(Context context) {
    List<Held> all = new ArrayList<>();
    context.facts("Documents").forEach(document -> all.add(held(document)));
    all.sort(
        Comparator.<Held>comparingInt(held -> held.whole().share())
            .reversed()
            .thenComparing(held -> PatentFacts.text(held.document(), "patent")));
    return all;
  }

  /// What was searched where nothing could be.
  static final String NO_COLLECTION = "no collection";

  /// That nothing of the kind was found, and where; or that nothing could be searched.
  ///
  /// @param found such as `nothing in %s bears on the invention`
  static String nothing(Context context, String found) {
    String searched = searched(context);
    return searched.equals(NO_COLLECTION)
        ? "no collection could be searched"
        : PatentFacts.say(found, searched);
  }

  /// What was searched, in words: `local (63 patents, 1836 to 2014, in English)`.
  static String searched(Context context) {
    List<String> all = new ArrayList<>();
    for (Fact search : context.facts("Searches")) {
      Json.Obj data = search.data();
      if (data != null
          && !PatentFacts.is(search, "source", PatentSearchExecutor.NOWHERE)
          && data.get("collection").orElse(null) instanceof Json.Obj collection) {
        String words =
            PatentFacts.text(search, "source")
                + " ("
                + PatentQuery.string(collection, "words").orElse("")
                + ")";
        if (!all.contains(words)) {
          all.add(words);
        }
      }
    }
    return all.isEmpty() ? NO_COLLECTION : String.join("; ", all);
  }
}
