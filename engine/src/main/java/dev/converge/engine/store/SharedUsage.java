package dev.converge.engine.store;

import dev.converge.engine.store.UsageStore.Used;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The usage of tenants on a store that several servers share. The store counts, so that a quota
/// can be used once in total and not once at each server. Reservations count in addition to what is
/// stored, until they are settled or their server is gone. Thread-safe.
public interface SharedUsage {
  /// What a key of a tenant has unfinished, at any server.
  ///
  /// @param jobs that are not final, or are about to be stored
  /// @param bytes of other writes in progress
  record Unfinished(String tenant, String key, long jobs, long bytes) {}

  /// What exists when a reservation is requested.
  ///
  /// @param used by a tenant since a day, with what is reserved
  /// @param unfinished of the tenant
  record Standing(List<Used> used, List<Unfinished> unfinished) {
    /// Copies the lists.
    public Standing {
      used = List.copyOf(used);
      unfinished = List.copyOf(unfinished);
    }
  }

  /// A request for a reservation.
  ///
  /// @param change of the usage, which counts until the reservation is settled
  /// @param jobs that count as unfinished until the reservation is settled
  /// @param bytes that count as in progress until the reservation is settled
  /// @param since the first day whose usage is requested
  record Ask(Used change, long jobs, long bytes, LocalDate since) {}

  /// The outcome of a reservation.
  sealed interface Answer {
    /// The reservation was made; nobody else can have it.
    ///
    /// @param number for settling it; 0 if there is nothing to settle
    record Reserved(long number) implements Answer {}

    /// It does not fit, and nothing was changed.
    record Refused() implements Answer {}

    /// The store cannot be written, and nothing was changed.
    record Unavailable() implements Answer {}
  }

  /// Reserves if it fits. A tenant has only one request at a time over all servers, so two requests
  /// of which only one fits never both succeed.
  ///
  /// @param fits called once or several times, on a thread of the store; must not block
  void reserve(Ask ask, Predicate<Standing> fits, Consumer<Answer> done);

  /// Settles a reservation: what it was made for is stored, or will not be.
  void settled(long number);

  /// What is unfinished, by tenant and key. Blocks for I/O.
  ///
  /// @param tenant to read, or `null` for all
  List<Unfinished> unfinished(@Nullable String tenant);
}
