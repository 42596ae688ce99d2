package dev.converge.domain.formula;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.Judged;
import dev.converge.core.proposal.Surroundings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a formula is calculated over.
///
/// @param fact that it speaks of, or `null` if it speaks of none
/// @param around the facts that are there
/// @param computed the fields that were computed before, by name
/// @param tables look-up tables, by name
public record FormulaScope(
    @Nullable Judged fact,
    Surroundings around,
    Map<String, Json> computed,
    Map<String, LookupTable> tables) {
  /// Over a fact among others.
  public static FormulaScope of(Judged fact, Surroundings around) {
    return new FormulaScope(fact, around, Map.of(), Map.of());
  }
}
