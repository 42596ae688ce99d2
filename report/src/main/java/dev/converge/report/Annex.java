package dev.converge.report;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.report.document.Block;
import dev.converge.report.document.Document;
import dev.converge.report.document.Span;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes the record behind the results: who decided, sources, every fact, cost, and how to verify
/// all of it.
final class Annex {
  private static final int MICROS_DIGITS = 6;
  private static final double MS_PER_SECOND = 1_000.0;

  private final RunStory story;
  private final FactSpans spans;
  private final Document.Builder out;

  Annex(RunStory story, Document.Builder out) {
    this.story = story;
    this.spans = new FactSpans(story);
    this.out = out;
  }

  void write() {
    decisions();
    sources();
    facts();
    cost();
    proof();
  }

  private void decisions() {
    List<List<Block.Cell>> rows = new ArrayList<>();
    for (RunStory.Approval approval : story.approvals()) {
      Json.Obj requested = approval.requested();
      if (approval.decisions().isEmpty()) {
        rows.add(decision(requested, "not decided", "", "", ""));
      }
      for (Json.Obj decided : approval.decisions()) {
        boolean silent = OptionalMembers.flag(decided, "by_deadline");
        rows.add(
            decision(
                requested,
                silent
                    ? OptionalMembers.textOrEmpty(decided, "decision")
                        + ", because nobody decided in time"
                    : decided.get("decision").isPresent()
                        ? OptionalMembers.textOrEmpty(decided, "decision")
                        : "approved; more approvals were needed",
                silent
                    ? ""
                    : person(
                        OptionalMembers.textOrEmpty(decided, "actor"),
                        OptionalMembers.flag(decided, "asserted")),
                OptionalMembers.textOrEmpty(decided, "comment"),
                OptionalMembers.textOrEmpty(decided, "at")));
      }
    }
    if (!rows.isEmpty()) {
      out.heading(2, "Decisions", "decisions");
      out.table(List.of("Proposal", "Role", "Decision", "By", "Comment", "When"), rows);
    }
  }

  private List<Block.Cell> decision(
      Json.Obj requested, String decision, String by, String comment, String when) {
    return List.of(
        Block.Cell.of(spans.reference(OptionalMembers.textOrEmpty(requested, "fact_id"))),
        plain(OptionalMembers.textOrEmpty(requested, "role")),
        plain(decision),
        plain(by),
        plain(comment),
        plain(when));
  }

  /// A person's name, and whether anything proves it.
  static String person(String name, boolean asserted) {
    return asserted ? name + " (name not verified)" : name;
  }

  private void sources() {
    Map<ReportFact.Citation, List<String>> sources = new LinkedHashMap<>();
    for (ReportFact fact : story.facts()) {
      fact.citations()
          .forEach(
              citation -> sources.computeIfAbsent(citation, _ -> new ArrayList<>()).add(fact.id()));
    }
    if (!sources.isEmpty()) {
      out.heading(2, "Sources", "sources");
      out.table(
          List.of("Source", "Address", "Passage", "Cited by"),
          sources.entrySet().stream()
              .map(entry ->
                  List.of(
                      Block.Cell.of(FactSpans.source(entry.getKey())),
                      plain(entry.getKey().source()),
                      plain(entry.getKey().passage()),
                      new Block.Cell("", spans.references(entry.getValue()))))
              .toList());
    }
  }

  private void facts() {
    out.heading(2, "Facts", "facts");
    out.paragraph(
        new Span.Plain(
            "Every seed and every fact of the run, in the order in which they were recorded. "
                + count(story.rejected(), "proposal")
                + " did not become facts."));
    out.table(
        List.of("Id", "Key", "Statement", "From", "Rests on"),
        story.facts().stream().map(this::fact).toList());
  }

  private List<Block.Cell> fact(ReportFact fact) {
    return List.of(
        new Block.Cell(FactSpans.anchor(fact.id()), List.of(new Span.Code(fact.id()))),
        plain(fact.key()),
        new Block.Cell("", spans.text(fact.content())),
        plain(from(fact)),
        new Block.Cell("", spans.references(fact.cites())));
  }

  private static String from(ReportFact fact) {
    return switch (fact.origin()) {
      case "seed" -> "given with the job";
      case "person" -> "a person";
      case "search" -> fact.agent() + ", a search";
      case "live" -> fact.agent() + ", answered by the model " + fact.model();
      case "offline" -> fact.agent() + ", without a model";
      default -> fact.agent();
    };
  }

  private void cost() {
    out.heading(2, "Cost", "cost");
    Json.Obj spent = story.spent();
    Json.Obj budget = story.budget();
    out.table(
        List.of("What", "Used", "Budget"),
        List.of(
            amount("Cycles", number(spent, "cycles"), number(budget, "max_cycles")),
            amount("Facts", number(spent, "facts"), number(budget, "max_facts")),
            amount("Tokens", number(spent, "tokens"), number(budget, "max_tokens")),
            amount(
                "Running time in seconds",
                seconds(spent, "running_ms"),
                seconds(budget, "max_duration_ms")),
            amount(
                "Cost in US dollars",
                dollars(EventJson.number(spent, "cost_micros")),
                dollars(EventJson.number(budget, "max_cost_micros")))));
    List<List<Block.Cell>> rows = new ArrayList<>();
    RunStory.Calls total = RunStory.Calls.NONE;
    for (Map.Entry<String, RunStory.Calls> entry : story.calls().entrySet()) {
      rows.add(calls(entry.getKey(), entry.getValue()));
      total = total.plus(entry.getValue());
    }
    if (!rows.isEmpty()) {
      rows.add(calls("all", total));
    }
    out.table(
        List.of("Agent", "Calls", "Input tokens", "Output tokens", "Cost in US dollars"), rows);
  }

  private static List<Block.Cell> calls(String agent, RunStory.Calls calls) {
    return List.of(
        plain(agent),
        plain(Long.toString(calls.count())),
        plain(Long.toString(calls.inputTokens())),
        plain(Long.toString(calls.outputTokens())),
        plain(dollars(calls.costMicros())));
  }

  private static List<Block.Cell> amount(String what, String used, String budget) {
    return List.of(plain(what), plain(used), plain(budget));
  }

  private static String number(Json.Obj json, String name) {
    return Long.toString(EventJson.number(json, name));
  }

  private static String seconds(Json.Obj json, String name) {
    return BigDecimal.valueOf(EventJson.number(json, name) / MS_PER_SECOND)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String dollars(long micros) {
    return BigDecimal.valueOf(micros, MICROS_DIGITS).stripTrailingZeros().toPlainString();
  }

  private void proof() {
    out.heading(2, "Proof", "proof");
    Json.Obj summary = EventJson.object(story.status(), "summary");
    List<List<Block.Cell>> rows = new ArrayList<>();
    rows.add(proof("Run", OptionalMembers.textOrEmpty(story.started(), "run_id")));
    rows.add(
        proof(
            "Hash of the template", OptionalMembers.textOrEmpty(story.started(), "template_hash")));
    rows.add(proof("Events", Long.toString(story.events())));
    rows.add(proof("Hash of the last event", story.lastHash()));
    String result = OptionalMembers.textOrEmpty(summary, "result_hash");
    if (!result.isEmpty()) {
      rows.add(proof("Hash of the result", result));
    }
    out.table(List.of("What", "Value"), rows);
    if (!result.isEmpty()) {
      out.paragraph(new Span.Plain(reproducible(summary)));
    }
    out.paragraph(
        new Span.Plain(
            "To check all of this without trusting the server, export the audit bundle "),
        new Span.Plain("and verify it offline:"));
    out.bullets(
        List.of(
            List.of(
                new Span.Code(
                    "converge audit export "
                        + OptionalMembers.textOrEmpty(story.started(), "job_id")
                        + " --run "
                        + OptionalMembers.textOrEmpty(story.started(), "run_id"))),
            List.of(
                new Span.Code(
                    "converge verify "
                        + OptionalMembers.textOrEmpty(story.started(), "run_id")
                        + ".zip"))));
  }

  private static String reproducible(Json.Obj summary) {
    if (OptionalMembers.flag(summary, "reproducible")) {
      return "The same seeds give the same result: the run is reproducible.";
    }
    List<String> because = EventJson.texts(summary, "because");
    return "Running the same seeds again can give another result, because it depends on "
        + (because.isEmpty() ? "more than the seeds" : String.join(", ", because))
        + ".";
  }

  private static List<Block.Cell> proof(String what, String value) {
    return List.of(plain(what), Block.Cell.of(new Span.Code(value)));
  }

  private static Block.Cell plain(String text) {
    return text.isEmpty() ? new Block.Cell("", List.of()) : Block.Cell.of(new Span.Plain(text));
  }

  static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
