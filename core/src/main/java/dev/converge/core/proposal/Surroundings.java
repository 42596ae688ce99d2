package dev.converge.core.proposal;

import java.util.List;
import java.util.Optional;

/// The existing facts when something is checked.
public interface Surroundings {
  /// The fact with an id.
  Optional<? extends Judged> fact(String id);

  /// The facts under a key, in the order of promotion; empty if there are none.
  List<? extends Judged> facts(String key);
}
