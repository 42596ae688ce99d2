package dev.converge.report;

import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.text.TemplateReference;
import dev.converge.domain.template.wiring.ReportLayout;
import dev.converge.report.document.Block;
import dev.converge.report.document.Document;
import dev.converge.report.document.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Makes a report on a run of its events, taken one at a time in order. The same events and layout
/// give the same report. Not thread-safe.
public final class RunReport {
  private final RunStory story = new RunStory();

  /// A report on a run of which no event has been taken yet.
  public RunReport() {}

  /// Takes the next event.
  ///
  /// @param event as in the journal and in bundles
  public void take(Sealed event) {
    story.take((Json.Obj) Json.parse(new String(event.json(), StandardCharsets.UTF_8)));
  }

  /// Whether the content of the run was erased, so that there is nothing to report.
  public boolean isErased() {
    return story.erased();
  }

  /// The report on the events taken so far.
  ///
  /// @param layout of the template
  /// @throws IllegalStateException if no event was taken
  public Document document(ReportLayout layout) {
    Json.Obj started = story.started();
    if (started.fields().isEmpty()) {
      throw new IllegalStateException("no events (expected: those of a run)");
    }
    String title =
        layout.title().isEmpty()
            ? "Report: " + OptionalMembers.textOrEmpty(started, "template")
            : layout.title();
    Document.Builder out = new Document.Builder(title);
    out.heading(1, title, "report");
    out.paragraph(new Span.Plain(outcome()));
    out.table(List.of("Run", ""), run(started));
    new ResultSections(story, out).write(layout);
    new Annex(story, out).write();
    return out.build();
  }

  private List<List<Block.Cell>> run(Json.Obj started) {
    List<List<Block.Cell>> rows = new ArrayList<>();
    rows.add(row("Job", OptionalMembers.textOrEmpty(started, "job_id")));
    rows.add(
        row(
            "Template",
            new TemplateReference(
                    OptionalMembers.textOrEmpty(started, "template"),
                    OptionalMembers.textOrEmpty(started, "version"))
                .toString()));
    rows.add(row("Mode", OptionalMembers.textOrEmpty(started, "mode")));
    Json.Obj submitter = EventJson.object(started, "submitter");
    if (!submitter.fields().isEmpty()) {
      rows.add(
          row(
              "Submitted by",
              Annex.person(
                  OptionalMembers.textOrEmpty(submitter, "name"),
                  OptionalMembers.flag(submitter, "asserted"))));
    }
    rows.add(row("Started", OptionalMembers.textOrEmpty(started, "at")));
    rows.add(row("Last event", story.lastAt()));
    return rows;
  }

  private static List<Block.Cell> row(String name, String value) {
    return List.of(Block.Cell.of(new Span.Plain(name)), Block.Cell.of(new Span.Plain(value)));
  }

  /// The outcome of the run, in a sentence.
  private String outcome() {
    Json.Obj status = story.status();
    String cycles = Annex.count(EventJson.number(story.spent(), "cycles"), "cycle");
    String detail = OptionalMembers.textOrEmpty(status, "detail");
    String more = detail.isEmpty() ? "." : ": " + detail + ".";
    String reason = OptionalMembers.textOrEmpty(status, "reason");
    return switch (OptionalMembers.textOrEmpty(status, "status")) {
      case "converged" -> "The run converged after " + cycles + ": no agent had anything to add.";
      case "halted" ->
          "The run halted after "
              + cycles
              + " ("
              + reason
              + ")"
              + more
              + " Its results are incomplete.";
      case "cancelled" -> "The run was cancelled after " + cycles + ". Its results are incomplete.";
      case "failed" -> "The run failed after " + cycles + more + " Its results are incomplete.";
      case "waiting" -> "The run waits for a person" + more + " This report shows it as it is now.";
      default -> "The run has not ended yet. This report shows it as it is now.";
    };
  }
}
