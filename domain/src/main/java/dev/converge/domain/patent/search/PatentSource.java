package dev.converge.domain.patent.search;

import java.util.List;
import java.util.Map;

/// Where patents are searched. Thread-safe.
public interface PatentSource {
  /// Its name, as wirings and reports say it.
  String name();

  /// What its answers depend on besides the query: its own version and that of its documents.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `INVALID` if its documents cannot be
  ///   read
  String version();

  /// Whether a search leaves this machine. A remote source is never asked on a restricted matter,
  /// nor by a job that is not live.
  boolean remote();

  /// The documents that meet a query, the best first, equals by id; none published on or after the
  /// day that the query names.
  ///
  /// @throws PatentSearchException if there is no answer
  /// @throws InterruptedException if interrupted
  List<PatentHit> search(PatentQuery query) throws PatentSearchException, InterruptedException;

  /// What there is to search; [PatentCollection#UNKNOWN] where the source does not say.
  default PatentCollection collection() {
    return PatentCollection.UNKNOWN;
  }

  /// Whether an invention that is told in a language can be looked for in it, as far as is known.
  ///
  /// @param language its code
  default boolean reads(String language) {
    return collection().reads(language);
  }

  /// All its documents, in an order that stays; none if there are more than `most` or the source
  /// cannot list them.
  default List<PatentDocument> documents(int most) {
    return List.of();
  }

  /// How many of all its documents have each of these terms, by the first word of the term; nothing
  /// where the source does not say.
  default Map<String, Integer> having(List<PatentQuery.Group> terms) {
    return Map.of();
  }

  /// Documents that these cite, that cite them, and of their families, which the source holds; in
  /// order of their numbers.
  ///
  /// @param of at least one
  /// @param query what is looked for, for the day and for passages
  default List<PatentHit> related(List<PatentDocument> of, PatentQuery query)
      throws PatentSearchException, InterruptedException {
    return List.of();
  }
}
