package dev.converge.domain.describe;

import dev.converge.core.Condition;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.CanonicalWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a condition requires, in the sentences of the template language.
public final class ConditionWords {
  /// Which facts under a key are meant, where not all are.
  private final Map<String, String> whose;

  private ConditionWords(Map<String, String> whose) {
    this.whose = whose;
  }

  /// One sentence for each part of a condition, without a full stop.
  public static List<String> of(Condition condition) {
    return new ConditionWords(new TreeMap<>()).sentences(condition);
  }

  private List<String> sentences(Condition condition) {
    if (condition instanceof Condition.AllOf(List<Condition> parts)) {
      List<String> all = new ArrayList<>();
      parts.forEach(part -> all.addAll(sentences(part)));
      return all;
    }
    return List.of(sentence(condition));
  }

  private String sentence(Condition condition) {
    return switch (condition) {
      case Condition.Each each -> each(each);
      case Condition.Count(var key, int min, int max) -> count(key, min, max);
      case Condition.AllDifferent(var key) -> "the facts under " + key(key) + " are all different";
      case Condition.CitedBy(var key, var by) ->
          "every fact under " + key(key) + " is cited by a fact under " + key(by);
      case Condition.ListedBy(var key, var field, var by, var byField) ->
          "what facts under %s list in \"%s\" is listed in \"%s\" by facts under %s that cite them"
              .formatted(key(key), field, byField, key(by));
      case Condition.Exists(var key, var prefix) ->
          "a fact exists%s with id starting \"%s\""
              .formatted(key.isEmpty() ? "" : " under " + key(key), prefix);
      case Condition.Only(var key, var field, var value, var part) -> {
        Map<String, String> some = new TreeMap<>(whose);
        some.put(key, whose(new Gate.FieldIs(field, value)));
        yield new ConditionWords(some).sentence(part);
      }
      case Condition.IfThen(var premise, var conclusion) ->
          "if " + sentence(premise) + ", then " + sentence(conclusion);
      case Condition.AllOf all -> String.join(", and ", sentences(all));
    };
  }

  private String each(Condition.Each condition) {
    String every = "every fact under " + key(condition.key());
    return switch (condition) {
      case Condition.MentionsNone(var key, var terms) ->
          "no fact%s mentions any of %s"
              .formatted(key.isEmpty() ? "" : " under " + key(key), quoted(terms));
      case Condition.MentionsSome(_, var terms) -> every + " mentions any of " + quoted(terms);
      case Condition.Cites(_, int min, var target) ->
          every + " cites at least " + facts(min) + " under " + key(target);
      case Condition.CitesSome(var key, int min, int max, var target, var whose) -> {
        String cited = key(target) + whose(whose);
        yield max == 0
            ? "no fact under %s cites a fact under %s".formatted(key(key), cited)
            : every + " cites at least " + facts(min) + " under " + cited;
      }
      case Condition.Confidence(_, double min) ->
          every + " has a confidence of at least " + CanonicalWriter.number(min);
      case Condition.Carries(_, var field) -> every + " carries " + FieldWords.of(field);
      case Condition.NoLongerThan(_, int characters) ->
          every + " is no longer than " + plural(characters, "character");
      case Condition.Sources(_, int min) -> every + " names at least " + plural(min, "source");
      case Condition.NamesOnly(_, var field, var targets) ->
          every + " names only facts under " + quoted(targets) + " in \"" + field + "\"";
      case Condition.Satisfies(_, var formula) -> every + " satisfies " + quoted(formula.text());
      case Condition.RefersOnly _ -> every + " refers only to facts that it cites";
    };
  }

  private String count(String key, int min, int max) {
    if (max == 0) {
      return "no facts exist under " + key(key);
    }
    String many = number(min, max);
    return many
        + (many.endsWith(" 1") || many.equals("1") ? " fact exists" : " facts exist")
        + " under "
        + key(key);
  }

  static String whose(Gate.@Nullable FieldIs field) {
    return field == null ? "" : " whose \"" + field.name() + "\" is " + field.value().canonical();
  }

  private String key(String key) {
    return "\"" + key + "\"" + whose.getOrDefault(key, "");
  }

  /// How many, such as `2 to 4` or `at least 1`.
  static String number(int min, int max) {
    if (max == Integer.MAX_VALUE) {
      return "at least " + min;
    }
    return min == max ? String.valueOf(min) : min == 0 ? "at most " + max : min + " to " + max;
  }

  static String quoted(List<String> texts) {
    return texts.stream().map(ConditionWords::quoted).collect(Collectors.joining(", "));
  }

  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  static String facts(int count) {
    return plural(count, "fact");
  }

  static String plural(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
