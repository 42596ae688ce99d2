package dev.converge.domain.formula;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.Judged;
import dev.converge.core.proposal.Surroundings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values that a formula is calculated from.
///
/// @param fact the fact that it is about, or `null` if there is none
/// @param around the facts present
/// @param computed the fields computed before, by name
/// @param tables look-up tables, by name
public record FormulaScope(
    @Nullable Judged fact,
    Surroundings around,
    Map<String, Json> computed,
    Map<String, LookupTable> tables) {
  /// A scope of one fact among others.
  public static FormulaScope of(Judged fact, Surroundings around) {
    return new FormulaScope(fact, around, Map.of(), Map.of());
  }
}
