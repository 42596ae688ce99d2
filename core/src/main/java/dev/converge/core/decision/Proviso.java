package dev.converge.core.decision;

import dev.converge.core.proposal.Formula;
import dev.converge.core.proposal.Judged;
import dev.converge.core.proposal.Surroundings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What else must be true of a proposal for a gate to hold it.
public sealed interface Proviso {
  /// Whether it is true.
  ///
  /// @param fact what the proposal would be
  /// @param around the facts that are there
  boolean holds(Judged fact, Surroundings around);

  /// It cites a fact under a key; only one whose data has a value, if that is said.
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

  /// A formula is true of it, or cannot be judged: then a person looks as well.
  record Satisfies(Formula formula) implements Proviso {
    @Override
    public boolean holds(Judged fact, Surroundings around) {
      Formula.Verdict verdict = formula.judge(fact, around);
      return verdict.holds() || !verdict.fault().isEmpty();
    }
  }
}
