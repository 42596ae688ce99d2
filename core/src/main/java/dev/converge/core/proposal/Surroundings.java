package dev.converge.core.proposal;

import java.util.List;
import java.util.Optional;

/// The facts around which something is judged.
public interface Surroundings {
  /// The fact of that id.
  Optional<? extends Judged> fact(String id);

  /// The facts under a key, in the order of promotion; none if there is no such key.
  List<? extends Judged> facts(String key);
}
