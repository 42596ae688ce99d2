package dev.converge.runtime.operations.quota;

import dev.converge.engine.store.UsageStore.Used;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the unfinished jobs of this process have reserved. A job can end before the answer to its
/// submission is known, so both may come first. Not thread-safe.
final class Reserved {
  /// Jobs whose end was heard of first, at most; beyond that what they reserved stays reserved.
  private static final int MAX_EARLY = 10_000;

  private final Map<String, List<Used>> jobs = new HashMap<>();
  private final Map<String, Long> early = new HashMap<>();

  /// A job has reserved this, or this much more.
  ///
  /// @return what it did not use, if it has ended already
  List<Used> by(String jobId, Used used) {
    Long spent = early.remove(jobId);
    if (spent != null) {
      return unused(List.of(used), spent);
    }
    jobs.computeIfAbsent(jobId, _ -> new ArrayList<>()).add(used);
    return List.of();
  }

  boolean knows(String jobId) {
    return jobs.containsKey(jobId);
  }

  /// A job has ended.
  ///
  /// @return what it did not use
  List<Used> ended(String jobId, long spentMicros) {
    List<Used> used = jobs.remove(jobId);
    if (used != null) {
      return unused(used, spentMicros);
    }
    if (early.size() < MAX_EARLY) {
      early.put(jobId, spentMicros);
    }
    return List.of();
  }

  /// What was spent is taken from what was reserved first.
  private static List<Used> unused(List<Used> reserved, long spentMicros) {
    List<Used> unused = new ArrayList<>();
    long spent = spentMicros;
    for (Used one : reserved) {
      long here = Math.min(spent, one.costMicros());
      spent -= here;
      if (one.costMicros() > here) {
        unused.add(new Used(one.tenant(), one.key(), one.day(), 0, one.costMicros() - here));
      }
    }
    return unused;
  }
}
