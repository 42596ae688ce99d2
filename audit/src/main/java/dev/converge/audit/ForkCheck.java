package dev.converge.audit;

import dev.converge.audit.Finding.Check;
import dev.converge.core.json.Json;
import java.util.List;

/// Checks that a run with reused answers names their origin: that of a fork names an event of its
/// original for each, and counts nothing that was paid for there.
final class ForkCheck {
  private static final List<String> PAID = List.of("input_tokens", "output_tokens", "cost_micros");

  private final Findings findings;
  private long recorded;

  ForkCheck(Findings findings) {
    this.findings = findings;
  }

  /// Checks the next event, whose content was not erased.
  ///
  /// @throws IllegalArgumentException if it lacks members of its type
  void take(Json.Obj event, String place) {
    if (event.get("forked_from").orElse(null) instanceof Json.Obj origin) {
      recorded = number(origin, "recorded");
      findings.note(
          Check.ORIGIN,
          place,
          "fork of run "
              + RunTotals.text(origin, "run_id")
              + " of job "
              + RunTotals.text(origin, "job_id")
              + " as it was after event "
              + recorded
              + ", whose hash is "
              + RunTotals.text(origin, "hash"));
    }
    if (event.get("recorded_sequence").isPresent()) {
      long sequence = number(event, "recorded_sequence");
      if (sequence < 1 || sequence > recorded) {
        findings.problem(
            Check.ORIGIN,
            place,
            "recorded_sequence: "
                + sequence
                + " (expected: "
                + (recorded == 0 ? "none, because the run is not a fork" : "1 to " + recorded)
                + ")");
      }
    }
    boolean paid =
        PAID.stream().anyMatch(name -> event.get(name).isPresent() && number(event, name) > 0);
    if (event.get("saved_tokens").isPresent() && (recorded == 0 || paid)) {
      findings.problem(
          Check.ORIGIN,
          place,
          recorded == 0
              ? "saved_tokens (expected: none, because the run is not a fork)"
              : "a call from the record that used something (expected: nothing)");
    }
  }

  private static long number(Json.Obj json, String name) {
    if (RunTotals.member(json, name) instanceof Json.Num number) {
      return (long) number.value();
    }
    throw new IllegalArgumentException(name + ": no number (expected: one)");
  }
}
