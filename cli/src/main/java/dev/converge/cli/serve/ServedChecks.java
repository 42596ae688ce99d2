package dev.converge.cli.serve;

import dev.converge.runtime.health.ReadinessCheck;
import dev.converge.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Additional checks for `/ready` of a server.
final class ServedChecks {
  private ServedChecks() {}

  /// The checks of a server.
  ///
  /// @param temporal whose workers drive its runs, or `null`
  static List<ReadinessCheck> of(Store store, @Nullable TemporalRuns temporal) {
    List<ReadinessCheck> checks = new ArrayList<>();
    if (store.note().isPresent()) {
      checks.add(database(store));
    }
    if (temporal != null) {
      checks.add(temporal.check());
    }
    return checks;
  }

  /// Reports how durable acknowledged writes are. Problems are reported by the store's own check.
  private static ReadinessCheck database(Store store) {
    return new ReadinessCheck(
        "database",
        () ->
            store.replica().membership().member()
                ? Optional.empty()
                : Optional.of("this replica is not confirmed, and joins again"),
        store::note);
  }
}
