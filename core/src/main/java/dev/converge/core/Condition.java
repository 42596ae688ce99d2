package dev.converge.core;

import dev.converge.core.agent.Field;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Formula;
import dev.converge.core.proposal.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A condition on a context. The predicates are a closed, typed set into which the steps of a
/// template are compiled, so nothing is interpreted during a run.
public sealed interface Condition {
  /// Checks a whole context; empty if the condition holds.
  Optional<Violation> check(Context context);

  /// Checks what another fact would break. Conditions on single facts check only that fact.
  default Optional<Violation> check(Context context, Fact candidate) {
    return check(context.trial(candidate));
  }

  /// A condition on each fact under a key, or on every fact if the key is empty.
  sealed interface Each extends Condition {
    /// The key; empty for all.
    String key();

    /// What is wrong with this fact.
    Optional<String> problem(Context context, Fact fact);

    @Override
    default Optional<Violation> check(Context context) {
      List<String> broken = new ArrayList<>();
      String first = "";
      for (Fact fact : key().isEmpty() ? context.facts() : context.facts(key())) {
        Optional<String> problem = problem(context, fact);
        if (problem.isPresent()) {
          first = broken.isEmpty() ? fact.id() + " " + problem.get() : first;
          broken.add(fact.id());
        }
      }
      return broken.isEmpty() ? Optional.empty() : Optional.of(new Violation(first, broken));
    }

    @Override
    default Optional<Violation> check(Context context, Fact candidate) {
      if (!key().isEmpty() && !key().equals(candidate.key())) {
        return Optional.empty();
      }
      return problem(context, candidate)
          .map(what -> new Violation(candidate.id() + " " + what, List.of(candidate.id())));
    }
  }

  /// From min to max facts exist under a key.
  record Count(String key, int min, int max) implements Condition {
    @Override
    public Optional<Violation> check(Context context) {
      return judge(context.facts(key).size());
    }

    @Override
    public Optional<Violation> check(Context context, Fact candidate) {
      return candidate.key().equals(key) ? judge(context.facts(key).size() + 1) : Optional.empty();
    }

    private Optional<Violation> judge(int count) {
      if (count >= min && count <= max) {
        return Optional.empty();
      }
      String expected =
          max == Integer.MAX_VALUE
              ? "at least " + min
              : min == max ? "exactly " + min : min == 0 ? "at most " + max : min + " to " + max;
      return Optional.of(
          new Violation(
              count + " facts under \"" + key + "\" (expected: " + expected + ")", List.of()));
    }
  }

  /// No fact under a key mentions any of these terms, as whole words, ignoring case.
  record MentionsNone(String key, List<String> terms) implements Each {
    /// Copies the list.
    public MentionsNone {
      terms = List.copyOf(terms);
    }

    @Override
    public Optional<String> problem(Context context, Fact fact) {
      return fact.firstMentioned(terms).map(term -> "mentions \"" + term + "\"");
    }
  }

  /// Every fact under a key mentions at least one of these terms, as whole words, ignoring case.
  record MentionsSome(String key, List<String> terms) implements Each {
    /// Copies the list.
    public MentionsSome {
      terms = List.copyOf(terms);
    }

    @Override
    public Optional<String> problem(Context context, Fact fact) {
      return fact.firstMentioned(terms).isPresent()
          ? Optional.empty()
          : Optional.of("mentions none of " + terms);
    }
  }

  /// No two facts under a key say the same, ignoring case and spacing.
  record AllDifferent(String key) implements Condition {
    @Override
    public Optional<Violation> check(Context context) {
      return context
          .firstSame(key)
          .map(fact ->
              new Violation(
                  fact.id() + " says the same as another fact under \"" + key + "\"",
                  List.of(fact.id())));
    }

    @Override
    public Optional<Violation> check(Context context, Fact candidate) {
      return candidate.key().equals(key) ? check(context.trial(candidate)) : Optional.empty();
    }
  }

  /// Every fact under a key cites at least this many facts under another key.
  record Cites(String key, int min, String target) implements Each {
    @Override
    public Optional<String> problem(Context context, Fact fact) {
      int count = count(context, fact.cites(), target);
      return count >= min
          ? Optional.empty()
          : Optional.of(
              "cites "
                  + count
                  + " facts under \""
                  + target
                  + "\" (expected: at least "
                  + min
                  + ")");
    }

    static int count(Context context, List<String> cites, String target) {
      int count = 0;
      for (String id : cites) {
        Optional<Fact> cited = context.fact(id);
        if (cited.isPresent() && cited.get().key().equals(target)) {
          count++;
        }
      }
      return count;
    }
  }

  /// Every fact under a key cites from min to max facts under another key. If a value is given,
  /// only facts with that value in their data count.
  ///
  /// @param whose a member of the cited fact's data, or `null` for any fact
  record CitesSome(String key, int min, int max, String target, Gate.@Nullable FieldIs whose)
      implements Each {
    @Override
    public Optional<String> problem(Context context, Fact fact) {
      List<String> cited =
          fact.cites().stream()
              .map(context::fact)
              .flatMap(Optional::stream)
              .filter(other -> other.key().equals(target) && Gate.FieldIs.of(other, whose))
              .map(Fact::id)
              .toList();
      if (cited.size() > max) {
        return Optional.of("cites " + cited.getFirst() + under() + " (expected: none)");
      }
      return cited.size() >= min
          ? Optional.empty()
          : Optional.of(
              "cites " + cited.size() + " facts" + under() + " (expected: at least " + min + ")");
    }

    private String under() {
      return " under \""
          + target
          + "\""
          + (whose == null
              ? ""
              : " whose \"" + whose.name() + "\" is " + whose.value().canonical());
    }
  }

  /// Every fact under a key is cited by some fact under another.
  record CitedBy(String key, String by) implements Condition {
    @Override
    public Optional<Violation> check(Context context) {
      Set<String> cited = new HashSet<>();
      context.facts(by).forEach(fact -> cited.addAll(fact.cites()));
      List<String> left =
          context.facts(key).stream().map(Fact::id).filter(id -> !cited.contains(id)).toList();
      return left.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Violation(left.getFirst() + " is cited by no fact under \"" + by + "\"", left));
    }
  }

  /// Every fact under a key has at least this confidence.
  record Confidence(String key, double min) implements Each {
    @Override
    public Optional<String> problem(Context context, Fact fact) {
      return fact.confidence() >= min
          ? Optional.empty()
          : Optional.of(
              "has confidence "
                  + CanonicalWriter.number(fact.confidence())
                  + " (expected: at least "
                  + CanonicalWriter.number(min)
                  + ")");
    }
  }

  /// Every fact under a key carries a field.
  record Carries(String key, Field field) implements Each {
    @Override
    public Optional<String> problem(Context context, Fact fact) {
      return field.problem(fact.data() == null ? Json.Obj.EMPTY : fact.data());
    }
  }

  /// A formula is true of every fact under a key.
  record Satisfies(String key, Formula formula) implements Each {
    @Override
    public Optional<String> problem(Context context, Fact fact) {
      Formula.Verdict verdict = formula.judge(fact, context);
      return verdict.holds()
          ? Optional.empty()
          : Optional.of(
              "does not satisfy "
                  + formula.text()
                  + (verdict.fault().isEmpty() ? "" : " (" + verdict.fault() + ")"));
    }
  }

  /// Every fact under a key is no longer than this many characters (code points).
  record NoLongerThan(String key, int characters) implements Each {
    @Override
    public Optional<String> problem(Context context, Fact fact) {
      int length = fact.content().codePointCount(0, fact.content().length());
      return length <= characters
          ? Optional.empty()
          : Optional.of("is " + length + " characters long (expected: at most " + characters + ")");
    }
  }

  /// Every fact under a key names at least this many sources outside the context.
  record Sources(String key, int min) implements Each {
    @Override
    public Optional<String> problem(Context context, Fact fact) {
      int count = fact.citations().size();
      return count >= min
          ? Optional.empty()
          : Optional.of("names " + count + " sources (expected: at least " + min + ")");
    }
  }

  /// Every id in a member of the data of a fact under a key is the id of a fact under one of these
  /// keys.
  record NamesOnly(String key, String field, List<String> targets) implements Each {
    /// Copies the list.
    public NamesOnly {
      targets = List.copyOf(targets);
    }

    @Override
    public Optional<String> problem(Context context, Fact fact) {
      return NamedIds.in(fact, field).stream()
          .filter(id -> context.fact(id).filter(it -> targets.contains(it.key())).isEmpty())
          .findFirst()
          .map(
              id -> "names \"" + id + "\" in \"" + field + "\", which is no fact under " + targets);
    }
  }

  /// Every id in square brackets in the text of a fact under a key is the id of a fact that it
  /// cites. Text that does not start like an id of the program is ignored.
  record RefersOnly(String key) implements Each {
    @Override
    public Optional<String> problem(Context context, Fact fact) {
      return NamedIds.referred(fact.content()).stream()
          .filter(id -> NamedIds.begins(context.program(), id))
          .filter(id -> !fact.cites().contains(id) || context.fact(id).isEmpty())
          .findFirst()
          .map(id -> "refers to [" + id + "], which is no fact that it cites");
    }
  }

  /// Every item of a list in the data of a fact under a key occurs in a list of the facts under
  /// another key that cite it.
  record ListedBy(String key, String field, String by, String byField) implements Condition {
    @Override
    public Optional<Violation> check(Context context) {
      for (Fact fact : context.facts(key)) {
        List<String> left = new ArrayList<>(NamedIds.in(fact, field));
        for (Fact other : context.facts(by)) {
          if (!left.isEmpty() && other.cites().contains(fact.id())) {
            left.removeAll(NamedIds.in(other, byField));
          }
        }
        if (!left.isEmpty()) {
          return Optional.of(
              new Violation(
                  fact.id()
                      + ": \""
                      + left.getFirst()
                      + "\" of \""
                      + field
                      + "\" is in \""
                      + byField
                      + "\" of no fact under \""
                      + by
                      + "\" that cites it",
                  List.of(fact.id())));
        }
      }
      return Optional.empty();
    }
  }

  /// A condition on those facts under a key whose data has a given value. For the condition, the
  /// other facts under that key do not exist.
  record Only(String key, String field, Json value, Condition part) implements Condition {
    @Override
    public Optional<Violation> check(Context context) {
      return part.check(chosen(context));
    }

    @Override
    public Optional<Violation> check(Context context, Fact candidate) {
      if (!chosen(candidate)) {
        return Optional.empty();
      }
      return part.check(part instanceof Each ? context : chosen(context), candidate);
    }

    private Context chosen(Context context) {
      return context.where(this, this::chosen);
    }

    private boolean chosen(Fact fact) {
      return !fact.key().equals(key)
          || (fact.data() != null && fact.data().get(field).filter(value::equals).isPresent());
    }
  }

  /// A fact exists whose id starts with a text, under any key if the key is empty.
  record Exists(String key, String idPrefix) implements Condition {
    @Override
    public Optional<Violation> check(Context context) {
      for (Fact fact : key.isEmpty() ? context.facts() : context.facts(key)) {
        if (fact.id().startsWith(idPrefix)) {
          return Optional.empty();
        }
      }
      return Optional.of(
          new Violation("no fact exists with id starting \"" + idPrefix + "\"", List.of()));
    }
  }

  /// If the first condition holds, the second must hold.
  record IfThen(Condition premise, Condition conclusion) implements Condition {
    @Override
    public Optional<Violation> check(Context context) {
      return premise.check(context).isPresent() ? Optional.empty() : conclusion.check(context);
    }
  }

  /// All conditions hold.
  record AllOf(List<Condition> parts) implements Condition {
    /// Copies the list.
    public AllOf {
      parts = List.copyOf(parts);
    }

    @Override
    public Optional<Violation> check(Context context) {
      return parts.stream().map(part -> part.check(context)).flatMap(Optional::stream).findFirst();
    }

    @Override
    public Optional<Violation> check(Context context, Fact candidate) {
      return parts.stream()
          .map(part -> part.check(context, candidate))
          .flatMap(Optional::stream)
          .findFirst();
    }
  }
}
