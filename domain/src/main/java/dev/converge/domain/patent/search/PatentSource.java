package dev.converge.domain.patent.search;

import java.util.List;

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
}
