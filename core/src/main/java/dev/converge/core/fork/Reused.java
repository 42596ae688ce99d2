package dev.converge.core.fork;

import dev.converge.core.budget.Saved;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// How an agent of a forked run was answered.
///
/// @param asked number of answers and failures for which it was asked
/// @param recorded number of answers and failures taken from the original's record
/// @param saved what the recorded ones would have used
public record Reused(int asked, int recorded, Saved saved) {
  /// Not answered yet.
  public static final Reused NOTHING = new Reused(0, 0, Saved.NOTHING);

  /// The counts of all agents after a change to one of them.
  public static SortedMap<String, Reused> changed(
      SortedMap<String, Reused> all, String agent, UnaryOperator<Reused> change) {
    TreeMap<String, Reused> next = new TreeMap<>(all);
    next.put(agent, change.apply(next.getOrDefault(agent, NOTHING)));
    return next;
  }

  /// Counts another answer.
  ///
  /// @param sequence of the original's event with the answer, or 0 if the agent was asked
  public Reused answered(long sequence) {
    return sequence == 0
        ? new Reused(asked + 1, recorded, saved)
        : new Reused(asked, recorded + 1, saved);
  }

  /// Adds what a recorded call would have used.
  public Reused saving(Saved more) {
    return new Reused(asked, recorded, saved.plus(more));
  }
}
