package dev.converge.runtime.operations;

import dev.converge.runtime.operations.field.OperationException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A page of a run's events.
///
/// @param run to read
/// @param after sequence of the last event that the caller has; 0 for none
/// @param types of events, as the journal names them; `null` for all
/// @param limit maximum number of events on the page, 1 to [#MAX_LIMIT]
public record EventQuery(RunSelector run, long after, @Nullable Set<String> types, int limit) {
  /// Default number of events on a page.
  public static final int DEFAULT_LIMIT = 100;

  /// Maximum number of events on a page.
  public static final int MAX_LIMIT = 1_000;

  /// Maximum bytes of events on a page, unless one event is larger; this is well below the 4 MiB
  /// that gRPC clients accept.
  public static final int MAX_BYTES = 1 << 20;

  /// Validates the query.
  ///
  /// @throws OperationException with `INVALID`
  public EventQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw OperationException.invalid(
          "/limit",
          "limit: " + Integer.toUnsignedString(limit) + " (expected: 1 to " + MAX_LIMIT + ")");
    }
  }
}
