package dev.converge.core;

import dev.converge.core.proposal.Seed;
import dev.converge.core.proposal.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A structural invariant that seeds violate. A run would reject such a fact from an agent. Seeds
/// are facts without having been proposed, so they are checked before the run exists.
///
/// @param seed index of the seed that violates it, or -1 if they violate it together
/// @param invariant that is violated
/// @param message what is wrong, for a domain expert
public record SeedViolation(int seed, Invariant invariant, String message) {
  /// Every structural invariant that does not hold for the seeds alone, in the order of the
  /// program, with each seed that violates it.
  ///
  /// @param seeds with distinct, valid ids
  public static List<SeedViolation> of(Program program, List<Seed> seeds) {
    List<SeedViolation> found = new ArrayList<>();
    if (program.structural().isEmpty()) {
      return found;
    }
    Context context = admitted(program, seeds);
    List<String> ids = seeds.stream().map(Seed::id).toList();
    for (Invariant invariant : program.structural()) {
      Optional<Violation> broken = invariant.condition().check(context);
      if (broken.isEmpty()) {
        continue;
      }
      String message = broken.get().message();
      if (broken.get().facts().isEmpty()) {
        found.add(new SeedViolation(-1, invariant, message));
      }
      for (String id : broken.get().facts()) {
        found.add(
            new SeedViolation(ids.indexOf(id), invariant, said(invariant, context, id, message)));
      }
    }
    return found;
  }

  private static Context admitted(Program program, List<Seed> seeds) {
    Context context = Context.empty(program);
    for (Seed seed : Core.ordered(seeds)) {
      context = context.with(Applier.seedFact(seed));
    }
    return context;
  }

  /// What is wrong with one of several facts. The condition's message describes the first.
  private static String said(Invariant invariant, Context context, String id, String first) {
    return context
        .fact(id)
        .flatMap(fact -> problem(invariant.condition(), context, fact))
        .map(what -> id + " " + what)
        .orElse(first);
  }

  private static Optional<String> problem(Condition condition, Context context, Fact fact) {
    return switch (condition) {
      case Condition.Each each ->
          each.key().isEmpty() || each.key().equals(fact.key())
              ? each.problem(context, fact)
              : Optional.empty();
      case Condition.AllOf(var parts) ->
          parts.stream()
              .map(part -> problem(part, context, fact))
              .flatMap(Optional::stream)
              .findFirst();
      case Condition.Only(_, _, _, var part) -> problem(part, context, fact);
      case Condition.IfThen(_, var conclusion) -> problem(conclusion, context, fact);
      case Condition.Count _,
          Condition.AllDifferent _,
          Condition.CitedBy _,
          Condition.ListedBy _,
          Condition.Exists _ ->
          Optional.empty();
    };
  }
}
