package dev.converge.audit.compare;

import dev.converge.core.budget.Money;
import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A comparison as lines for people.
final class ComparisonText {
  /// Maximum number of facts, rejections and members listed in each section; the JSON output lists
  /// more.
  static final int MAX_LINES = 20;

  private static final int MAX_CHARACTERS = 160;
  private static final int CONTEXT = 40;

  private final List<String> lines = new ArrayList<>();

  private final String nameA;
  private final String nameB;

  private ComparisonText(String nameA, String nameB) {
    this.nameA = nameA;
    this.nameB = nameB;
  }

  static List<String> of(Comparison comparison) {
    ComparisonText text = new ComparisonText("a", "b");
    text.run(text.nameA, comparison.a());
    text.run(text.nameB, comparison.b());
    text.result(comparison);
    text.changes(comparison);
    text.agents(comparison);
    return List.copyOf(text.lines);
  }

  static List<String> changes(Comparison comparison, String nameA, String nameB) {
    ComparisonText text = new ComparisonText(nameA, nameB);
    text.changes(comparison);
    return List.copyOf(text.lines);
  }

  private void changes(Comparison comparison) {
    if (comparison.alike()) {
      lines.add("events differ only in times and costs");
    } else if (!comparison.setUp().isEmpty()) {
      lines.add("set up differently:");
      some(comparison.setUp(), "  ", ComparisonText::change);
    }
    comparison.first().ifPresent(this::first);
    facts("seeds", comparison.seeds());
    facts("facts", comparison.facts());
    rejected(comparison.rejected());
  }

  private void run(String name, RunFigures run) {
    lines.add(
        "%s  %s  %s  %s  %s%s, cycles %d, facts %d, tokens %d, $%s, ran %s"
            .formatted(
                name,
                run.runId(),
                run.template(),
                run.mode(),
                run.status(),
                run.reason().isEmpty() ? "" : " (" + run.reason() + ")",
                run.cycles(),
                run.facts(),
                run.tokens(),
                Money.usd(run.costMicros()),
                seconds(run.running().toMillis())));
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
  }

  private void result(Comparison comparison) {
    String a = comparison.a().resultHash();
    String b = comparison.b().resultHash();
    lines.add(
        comparison.sameResult()
            ? "result: the same, " + a
            : "result: different, a "
                + (a.isEmpty() ? "none" : a)
                + ", b "
                + (b.isEmpty() ? "none" : b));
  }

  private void first(FirstDifference first) {
    EventOrder.Placed a = first.a();
    EventOrder.Placed b = first.b();
    lines.add("first difference: " + event(nameA, a) + "; " + event(nameB, b));
    some(first.members(), "  ", ComparisonText::change);
  }

  private static String event(String name, EventOrder.@Nullable Placed event) {
    return event == null
        ? name + " has no more events"
        : name
            + " event "
            + event.sequence()
            + ", cycle "
            + event.cycle()
            + ", "
            + event.type()
            + (event.agent().isEmpty() ? "" : " of " + event.agent());
  }

  private static String change(JsonChange change) {
    return change.pointer() + ": " + value(change.a()) + " → " + value(change.b());
  }

  private static String value(@Nullable Json value) {
    return value == null ? "none" : shortened(value.canonical());
  }

  private void facts(String name, FactChanges facts) {
    if (facts.none()) {
      lines.add(name + ": " + facts.same() + ", all the same");
      return;
    }
    lines.add(
        "%s: %d the same, %d changed, %d renumbered, %d only in %s, %d only in %s"
            .formatted(
                name,
                facts.same(),
                facts.changed().size(),
                facts.renumbered().size(),
                facts.onlyA().size(),
                nameA,
                facts.onlyB().size(),
                nameB));
    some(facts.changed(), "  ~ ", ComparisonText::changed);
    some(facts.onlyA(), "  - ", ComparisonText::fact);
    some(facts.onlyB(), "  + ", ComparisonText::fact);
  }

  private static String changed(FactChanges.Pair pair) {
    StringBuilder out = new StringBuilder(FactChanges.id(pair.a())).append(": ");
    if (EventMembers.text(pair.a(), "content").equals(EventMembers.text(pair.b(), "content"))) {
      out.append("same text");
    } else {
      out.append(words(pair.words()));
    }
    pair.others().stream().limit(3).forEach(other -> out.append("; ").append(change(other)));
    return out.toString();
  }

  /// In the form of `git diff --word-diff`: `[-removed-]` and `{+added+}`, with some context.
  private static String words(List<WordDiff.Piece> pieces) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      String text = pieces.get(i).text().replaceAll("\\s+", " ");
      switch (pieces.get(i).kind()) {
        case SAME -> out.append(around(text, i == 0, i == pieces.size() - 1));
        case REMOVED -> out.append("[-").append(shortened(text)).append("-]");
        case ADDED -> out.append("{+").append(shortened(text)).append("+}");
      }
    }
    return out.toString();
  }

  private static String around(String text, boolean first, boolean last) {
    if (text.length() <= CONTEXT * 2) {
      return text;
    }
    String begin = first ? "" : text.substring(0, end(text, CONTEXT));
    String rest = last ? "" : text.substring(end(text, text.length() - CONTEXT));
    return begin + "…" + rest;
  }

  private static String fact(Json.Obj fact) {
    return FactChanges.id(fact) + ": " + shortened(EventMembers.text(fact, "content"));
  }

  private void rejected(RejectionChanges rejected) {
    if (rejected.same() + rejected.onlyA().size() + rejected.onlyB().size() == 0) {
      return;
    }
    lines.add(
        "rejected proposals: %d the same, %d only in %s, %d only in %s"
            .formatted(
                rejected.same(), rejected.onlyA().size(), nameA, rejected.onlyB().size(), nameB));
    some(rejected.onlyA(), "  - ", ComparisonText::rejection);
    some(rejected.onlyB(), "  + ", ComparisonText::rejection);
  }

  private static String rejection(Json.Obj event) {
    return EventMembers.text(event, "proposal_id")
        + ": "
        + EventMembers.text(event, "code")
        + ", "
        + shortened(EventMembers.text(event, "message"));
  }

  private void agents(Comparison comparison) {
    TreeSet<String> ids = new TreeSet<>(comparison.a().agents().keySet());
    ids.addAll(comparison.b().agents().keySet());
    List<String> rows = new ArrayList<>();
    for (String id : ids) {
      String a = used(comparison.a().agents().get(id));
      String b = used(comparison.b().agents().get(id));
      if (!a.equals(b)) {
        rows.add(id + ": " + nameA + " " + a + "; " + nameB + " " + b);
      }
    }
    if (!rows.isEmpty()) {
      lines.add("agents:");
      some(rows, "  ", row -> row);
    }
  }

  private static String used(RunFigures.@Nullable AgentFigures agent) {
    return agent == null
        ? "did not run"
        : "answers %d, model calls %d, tokens %d, $%s"
            .formatted(
                agent.attempts(), agent.calls(), agent.tokens(), Money.usd(agent.costMicros()));
  }

  private interface Shown<T> {
    String line(T item);
  }

  private <T> void some(List<T> items, String mark, Shown<T> shown) {
    items.stream().limit(MAX_LINES).forEach(item -> lines.add(mark + shown.line(item)));
    if (items.size() > MAX_LINES) {
      lines.add("    … and " + (items.size() - MAX_LINES) + " more");
    }
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= MAX_CHARACTERS
        ? line
        : line.substring(0, end(line, MAX_CHARACTERS)) + "…";
  }

  /// A position at which a text can be cut: never within a character.
  private static int end(String text, int at) {
    return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
  }
}
