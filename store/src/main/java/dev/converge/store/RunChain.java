package dev.converge.store;

import dev.converge.core.Chain;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Checks the chain of a run's events, row by row. Not thread-safe.
public final class RunChain {
  private final Chain chain;
  private long sequence;

  /// A check that starts before the first event.
  public RunChain(String runId) {
    this.chain = new Chain(runId, Chain.START);
  }

  /// Checks the next row.
  ///
  /// @return what is damaged, or `null`
  public @Nullable String damage(EventRow row) {
    if (row.first() != sequence + 1) {
      return "events " + (sequence + 1) + " to " + (row.first() - 1) + " are missing";
    }
    try {
      JournalPage page = new JournalPage(sequence, Integer.MAX_VALUE, Integer.MAX_VALUE);
      row.decode(page);
      for (Sealed event : page.events()) {
        String damage = damage(event);
        if (damage != null) {
          return damage;
        }
        sequence = event.sequence();
      }
      return null;
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalStateException e) {
      return "event " + (sequence + 1) + " cannot be read: " + e.getMessage();
    }
  }

  /// Checks the end.
  ///
  /// @param expected sequence of the last event, according to the run
  /// @return what is damaged, or `null`
  public @Nullable String endDamage(long expected) {
    return sequence == expected
        ? null
        : "ends with event " + sequence + " (expected: " + expected + ")";
  }

  /// Sequence of the last event that was checked.
  public long sequence() {
    return sequence;
  }

  private @Nullable String damage(Sealed event) {
    try {
      String line = new String(event.json(), StandardCharsets.UTF_8);
      String damage = chain.verify((Json.Obj) Json.parse(line));
      if (damage != null) {
        return damage;
      }
      return chain.last().equals(event.hash())
          ? null
          : "event " + event.sequence() + ": stored hash is " + event.hash();
    } catch (JsonException | ClassCastException | IllegalArgumentException e) {
      return "event " + event.sequence() + " cannot be read: " + e.getMessage();
    }
  }
}
