package dev.converge.llm.reasoner.growth;

import java.util.List;

/// A way to grow, as the playbook has it.
///
/// @param id its name there
/// @param lever what it works with: segment, pricing, channel, partnership, product or retention
/// @param needs topics that the seeds must all speak of
/// @param any topics of which the seeds must speak of one, unless it is empty
/// @param fits topics that speak for it
/// @param against topics that speak against it
/// @param cost what its beginning costs, from 1 to 3
/// @param reach how far it carries, from 1 to 3
/// @param harm what its risk does: 1 costs more, 2 misses the measure, 3 makes it fail
record Play(
    String id,
    String lever,
    List<String> needs,
    List<String> any,
    List<String> fits,
    List<String> against,
    int cost,
    int reach,
    int harm) {
  Play {
    needs = List.copyOf(needs);
    any = List.copyOf(any);
    fits = List.copyOf(fits);
    against = List.copyOf(against);
  }

  /// Whether it works anywhere, and so says little.
  boolean general() {
    return needs.isEmpty() && any.isEmpty();
  }
}
