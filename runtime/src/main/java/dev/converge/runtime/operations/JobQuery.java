package dev.converge.runtime.operations;

import dev.converge.core.budget.Mode;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.field.OperationException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Selects jobs. A filter that is `null` matches every job.
///
/// @param which filters other than the times
/// @param since submitted at this time or later
/// @param until submitted before this time
/// @param cursor the `next_cursor` of the previous page, or `null` for the first page
/// @param limit maximum number of jobs on the page, 1 to [#MAX_LIMIT]
public record JobQuery(
    JobFilter which,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable String cursor,
    int limit) {
  /// Default number of jobs on a page.
  public static final int DEFAULT_LIMIT = 50;

  /// Maximum number of jobs on a page.
  public static final int MAX_LIMIT = JobStore.MAX_PAGE - 1;

  /// The modes that a filter can name.
  public static final List<String> MODES = Arrays.stream(Mode.values()).map(EnumWord::of).toList();

  /// The names of metadata that a filter can name.
  public static final Pattern METADATA_MEMBER = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  /// A description of [#METADATA_MEMBER] for messages.
  public static final String METADATA_EXPECTED = "at most 100 letters, digits and \"_.-\"";

  private static final int MAX_CURSOR = 64;

  /// Validates the query.
  ///
  /// @throws OperationException with `INVALID` or `BAD_CURSOR`
  public JobQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw OperationException.invalid(
          "/limit",
          "limit: " + Integer.toUnsignedString(limit) + " (expected: 1 to " + MAX_LIMIT + ")");
    }
    if (cursor != null && (cursor.isEmpty() || cursor.length() > MAX_CURSOR)) {
      throw OperationException.badCursor("cursor (expected: the next_cursor of a page)");
    }
  }

  /// All jobs of a correlation id.
  public static JobQuery ofCorrelation(
      String correlationId, @Nullable Instant since, @Nullable String cursor, int limit) {
    return new JobQuery(JobFilter.of(null, null, correlationId), since, null, cursor, limit);
  }

  /// The query of the store: one job more than requested, to know whether there are more.
  JobStore.Query of(String tenant) {
    return new JobStore.Query(tenant, which, since, until, cursor, limit + 1);
  }
}
