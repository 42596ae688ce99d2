package dev.converge.engine.store;

import dev.converge.engine.store.UsageStore.Used;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What tenants use of a store that several servers share, counted by the store, so that a quota
/// can be used once and not once at each server. Thread-safe.
public interface SharedUsage {
  /// What a key of a tenant has unfinished, at whatever server.
  ///
  /// @param jobs that are not final, or are about to be stored
  /// @param bytes of other writes that are under way
  record Unfinished(String tenant, String key, long jobs, long bytes) {}

  /// What is there when something is asked for.
  ///
  /// @param used by a tenant since a day
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
  /// @param change of what is used
  /// @param jobs that count as unfinished until it is settled
  /// @param bytes that count as under way until it is settled
  /// @param since the first day whose use is asked
  /// @param jobId of the job that is to be made, or `null`. If this server is gone before the job
  ///   is stored, the change is given back
  record Ask(Used change, long jobs, long bytes, LocalDate since, @Nullable String jobId) {}

  /// What became of it.
  sealed interface Answer {
    /// It is durable.
    ///
    /// @param number to settle; 0 if there is nothing to settle
    record Reserved(long number) implements Answer {}

    /// It does not fit, and nothing was changed.
    record Refused() implements Answer {}

    /// Nothing was changed, because the store cannot be written.
    record Unavailable() implements Answer {}
  }

  /// Adds a change if it fits. Of one tenant only one thing is asked for at a time, whichever
  /// server asks, so two that fit only alone never fit both.
  ///
  /// @param fits is asked once or several times, on a thread of the store, and must not wait
  void reserve(Ask ask, Predicate<Standing> fits, Consumer<Answer> done);

  /// Settles what was not asked for a job that is to be made: it is stored, or will not be.
  void settled(long number);

  /// Settles what was asked for a job: it is made, or nobody knows whether it is.
  ///
  /// @param change as it was asked for, which counts again if it was given back meanwhile
  void made(long number, Used change);

  /// Settles what was asked for a job that is not made: it is given back, unless it was already.
  void notMade(long number);

  /// What is unfinished, by tenant and key; blocks for I/O.
  ///
  /// @param tenant to read alone, or `null` for all
  List<Unfinished> unfinished(@Nullable String tenant);
}
