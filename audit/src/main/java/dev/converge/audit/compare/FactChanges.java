package dev.converge.audit.compare;

import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// How the facts of two runs differ. Two facts match if they have the same key and content, or else
/// the same id.
///
/// @param same number of facts with the same content and id
/// @param renumbered facts with the same content and another id
/// @param changed facts with other content and the same id
/// @param onlyA facts of the first run only
/// @param onlyB facts of the second run only
public record FactChanges(
    int same,
    List<Pair> renumbered,
    List<Pair> changed,
    List<Json.Obj> onlyA,
    List<Json.Obj> onlyB) {
  /// Maximum number of facts in each list of a comparison.
  public static final int MAX_LISTED = 1_000;

  private static final List<String> SUBSTANCE = List.of("content", "data", "cites", "citations");

  /// Copies the lists.
  public FactChanges {
    renumbered = List.copyOf(renumbered);
    changed = List.copyOf(changed);
    onlyA = List.copyOf(onlyA);
    onlyB = List.copyOf(onlyB);
  }

  /// Two matching facts.
  public record Pair(Json.Obj a, Json.Obj b) {
    /// The change from the text of the first to that of the second.
    List<WordDiff.Piece> words() {
      return WordDiff.between(EventMembers.text(a, "content"), EventMembers.text(b, "content"));
    }

    /// The differences besides the text.
    List<JsonChange> others() {
      List<String> compared = List.of("data", "cites", "citations", "confidence", "agent");
      return JsonChange.between(EventMembers.only(a, compared), EventMembers.only(b, compared));
    }

    Json.Obj json() {
      Json.Builder out = Json.object().put("key", key(a)).put("id", id(a));
      if (!EventMembers.text(a, "content").equals(EventMembers.text(b, "content"))) {
        out.put("words", Json.array(words().stream().map(WordDiff.Piece::json).toList()));
      }
      List<JsonChange> others = others();
      if (!others.isEmpty()) {
        out.put("members", Json.array(others.stream().map(JsonChange::json).toList()));
      }
      return out.build();
    }
  }

  static String key(Json.Obj fact) {
    return EventMembers.text(fact, "type").equals("seed_admitted")
        ? "Seeds"
        : EventMembers.text(fact, "key");
  }

  static String id(Json.Obj fact) {
    String id = EventMembers.text(fact, "fact_id");
    return id.isEmpty() ? EventMembers.text(fact, "id") : id;
  }

  /// @param type of the events that are facts: `seed_admitted` or `fact_promoted`
  static FactChanges of(RunLog a, RunLog b, String type) {
    List<Json.Obj> left = facts(a, type);
    List<Json.Obj> right = facts(b, type);
    List<Pair> same =
        take(left, right, fact -> List.of(key(fact), id(fact), EventMembers.only(fact, SUBSTANCE)));
    List<Pair> renumbered =
        take(
            left,
            right,
            fact -> List.of(key(fact), EventMembers.only(fact, List.of("content", "data"))));
    List<Pair> changed = take(left, right, fact -> List.of(key(fact), id(fact)));
    // A fact with its old id that cites something else has changed.
    List<Pair> moved =
        renumbered.stream().filter(pair -> !id(pair.a()).equals(id(pair.b()))).toList();
    renumbered.stream().filter(pair -> id(pair.a()).equals(id(pair.b()))).forEach(changed::add);
    return new FactChanges(same.size(), moved, changed, left, right);
  }

  private static List<Json.Obj> facts(RunLog run, String type) {
    List<Json.Obj> facts = new ArrayList<>();
    run.events().stream()
        .filter(event -> EventMembers.text(event, "type").equals(type))
        .forEach(facts::add);
    return facts;
  }

  /// Removes pairs of facts with the same key from both lists.
  private static List<Pair> take(
      List<Json.Obj> left, List<Json.Obj> right, Function<Json.Obj, Object> key) {
    Map<Object, List<Json.Obj>> found = new LinkedHashMap<>();
    right.forEach(fact -> found.computeIfAbsent(key.apply(fact), _ -> new ArrayList<>()).add(fact));
    List<Pair> pairs = new ArrayList<>();
    List<Json.Obj> rest = new ArrayList<>();
    for (Json.Obj fact : left) {
      List<Json.Obj> partners = found.getOrDefault(key.apply(fact), new ArrayList<>());
      if (partners.isEmpty()) {
        rest.add(fact);
      } else {
        pairs.add(new Pair(fact, partners.removeFirst()));
      }
    }
    left.clear();
    left.addAll(rest);
    right.clear();
    found.values().forEach(right::addAll);
    return pairs;
  }

  /// Whether all facts are the same.
  boolean none() {
    return renumbered.isEmpty() && changed.isEmpty() && onlyA.isEmpty() && onlyB.isEmpty();
  }

  Json.Obj json() {
    Json.Builder out = Json.object().put("same", same);
    out.put("changed", listed(changed, Pair::json));
    out.put("renumbered", listed(renumbered, FactChanges::renumbered));
    out.put("only_a", listed(onlyA, FactChanges::shown));
    out.put("only_b", listed(onlyB, FactChanges::shown));
    leftOut().ifPresent(count -> out.put("left_out", count));
    return out.build();
  }

  /// How many facts exceed the limits of the lists.
  private Optional<Integer> leftOut() {
    int count =
        Stream.of(renumbered, changed, onlyA, onlyB)
            .mapToInt(list -> Math.max(0, list.size() - MAX_LISTED))
            .sum();
    return count == 0 ? Optional.empty() : Optional.of(count);
  }

  private static <T> Json listed(List<T> items, Function<T, Json.Obj> shown) {
    return Json.array(items.stream().limit(MAX_LISTED).map(shown).toList());
  }

  private static Json.Obj renumbered(Pair pair) {
    return Json.object()
        .put("key", key(pair.a()))
        .put("id_a", id(pair.a()))
        .put("id_b", id(pair.b()))
        .build();
  }

  private static Json.Obj shown(Json.Obj fact) {
    Json.Builder out = Json.object().put("key", key(fact)).put("id", id(fact));
    fact.get("agent").ifPresent(agent -> out.put("agent", agent));
    return out.put("content", EventMembers.text(fact, "content"))
        .put("sequence", (double) EventMembers.number(fact, "sequence"))
        .build();
  }
}
