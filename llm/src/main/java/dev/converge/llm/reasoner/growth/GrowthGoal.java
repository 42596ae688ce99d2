package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import java.math.BigDecimal;
import java.util.Optional;

/// A growth that is wanted.
///
/// @param from what there is, or empty
/// @param to what there is to be
/// @param months in which, or zero
record GrowthGoal(SeedPassage passage, Optional<Amount> from, Amount to, BigDecimal months) {
  BigDecimal more() {
    return to.value().subtract(from.map(Amount::value).orElse(BigDecimal.ZERO));
  }
}
