package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import java.math.BigDecimal;
import java.util.Optional;

/// A growth that is wanted.
///
/// @param passage that wants it
/// @param from what there is, or empty
/// @param to what there is to be, or what is to be added
/// @param months in which, or zero
/// @param added whether it says how many are to be added
/// @param flow whether what is counted is counted anew each year or season
record Wanted(
    SeedPassage passage,
    Optional<Amount> from,
    Amount to,
    BigDecimal months,
    boolean added,
    boolean flow) {
  /// How many are to be added; without knowing how many there are, that is known only where it is
  /// said.
  Optional<BigDecimal> more() {
    return added ? Optional.of(to.value()) : from.map(there -> to.value().subtract(there.value()));
  }
}
