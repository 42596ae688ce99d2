package dev.converge.engine.store;

import dev.converge.engine.store.UsageStore.Used;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What tenants use of a store that several servers share, counted by the store, so that a quota
/// can be used once and not once at each server. What is reserved counts beside what is stored,
/// until it is settled or its server is gone. Thread-safe.
public interface SharedUsage {
  /// What a key of a tenant has unfinished, at whatever server.
  ///
  /// @param jobs that are not final, or are about to be stored
  /// @param bytes of other writes that are under way
  record Unfinished(String tenant, String key, long jobs, long bytes) {}

  /// What is there when something is asked for.
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

  /// What is asked for.
  ///
  /// @param change of what is used that counts until it is settled
  /// @param jobs that count as unfinished until it is settled
  /// @param bytes that count as under way until it is settled
  /// @param since the first day whose use is asked
  record Ask(Used change, long jobs, long bytes, LocalDate since) {}

  /// What became of it.
  sealed interface Answer {
    /// Nobody else can have it.
    ///
    /// @param number to settle; 0 if there is nothing to settle
    record Reserved(long number) implements Answer {}

    /// It does not fit, and nothing was changed.
    record Refused() implements Answer {}

    /// Nothing was changed, because the store cannot be written.
    record Unavailable() implements Answer {}
  }

  /// Reserves if it fits. Of one tenant only one thing is asked for at a time, whichever server
  /// asks, so two that fit only alone never fit both.
  ///
  /// @param fits is asked once or several times, on a thread of the store, and must not wait
  void reserve(Ask ask, Predicate<Standing> fits, Consumer<Answer> done);

  /// Settles what was reserved: it is stored by now, or will not be.
  void settled(long number);

  /// What is unfinished, by tenant and key; blocks for I/O.
  ///
  /// @param tenant to read alone, or `null` for all
  List<Unfinished> unfinished(@Nullable String tenant);
}
