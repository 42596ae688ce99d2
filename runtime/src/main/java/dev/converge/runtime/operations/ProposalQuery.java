package dev.converge.runtime.operations;

import dev.converge.engine.listing.ProposalStore;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.field.OperationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which proposals to list across jobs. A filter that is `null` lets every proposal through.
///
/// @param decided whether to list decided proposals instead of open ones
/// @param role of the gate
/// @param template of the job
/// @param cursor the `next_cursor` of the page before, or `null` for the first page
/// @param limit the most proposals on the page, 1 to [JobQuery#MAX_LIMIT]
public record ProposalQuery(
    boolean decided,
    @Nullable String role,
    @Nullable String template,
    @Nullable String cursor,
    int limit) {
  private static final String EXPECTED = "cursor (expected: the next_cursor of a page)";

  /// A page of proposals.
  ///
  /// @param nextCursor where the next page begins, or `null` on the last page
  public record Page(List<ProposalStore.Listed> proposals, @Nullable String nextCursor) {
    /// Copies the list.
    public Page {
      proposals = List.copyOf(proposals);
    }
  }

  /// Validates the query.
  ///
  /// @throws OperationException with `INVALID`
  public ProposalQuery {
    if (limit < 1 || limit > JobQuery.MAX_LIMIT) {
      throw OperationException.invalid(
          "/limit", "limit: " + limit + " (expected: 1 to " + JobQuery.MAX_LIMIT + ")");
    }
  }

  /// Reads the page.
  ///
  /// @throws OperationException with `BAD_CURSOR`
  Page read(JobStore store, String tenant) {
    List<ProposalStore.Listed> found =
        store.proposals(
            new ProposalStore.Query(
                tenant,
                decided ? ProposalStore.State.DECIDED : ProposalStore.State.OPEN,
                role,
                template,
                cursor == null ? null : place(cursor),
                limit + 1));
    if (found.size() <= limit) {
      return new Page(found, null);
    }
    List<ProposalStore.Listed> page = found.subList(0, limit);
    ProposalStore.Place last = page.getLast().place();
    return new Page(page, last.at() + "-" + last.number());
  }

  private static ProposalStore.Place place(String cursor) {
    String[] parts = cursor.split("-", 2);
    try {
      if (parts.length == 2) {
        return new ProposalStore.Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw OperationException.badCursor(EXPECTED);
  }
}
