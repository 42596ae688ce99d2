package dev.converge.core.decision;

import dev.converge.core.proposal.Formula;
import dev.converge.core.proposal.Judged;
import dev.converge.core.proposal.Surroundings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A further condition for a gate to hold a proposal.
public sealed interface Proviso {
  /// Whether the condition is met.
  ///
  /// @param fact what the proposal would be
  /// @param around the existing facts
  boolean holds(Judged fact, Surroundings around);

  /// The proposal cites a fact under a key. If a value is given, its data must have it.
  ///
  /// @param whose a member of the cited fact's data, or `null` for any fact
  record Cites(String key, Gate.@Nullable FieldIs whose) implements Proviso {
    @Override
    public boolean holds(Judged fact, Surroundings around) {
      return fact.cites().stream()
          .map(around::fact)
          .flatMap(Optional::stream)
          .anyMatch(cited -> cited.key().equals(key) && Gate.FieldIs.of(cited, whose));
    }
  }

  /// A formula is true, or cannot be evaluated: then a person looks at the proposal too.
  record Satisfies(Formula formula) implements Proviso {
    @Override
    public boolean holds(Judged fact, Surroundings around) {
      Formula.Verdict verdict = formula.judge(fact, around);
      return verdict.holds() || !verdict.fault().isEmpty();
    }
  }
}
