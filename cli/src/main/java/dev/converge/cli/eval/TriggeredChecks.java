package dev.converge.cli.eval;

import dev.converge.audit.compare.RunLog;
import dev.converge.core.Invariant;
import dev.converge.core.Program;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.text.EnumWord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// Which fixtures triggered the gates and invariants of a template. Not thread-safe.
public final class TriggeredChecks {
  private final Map<String, TreeSet<String>> fixtures = new HashMap<>();

  /// Records what the run of a fixture triggered.
  public void note(Fixture fixture, RunLog log) {
    for (Json.Obj event : log.events()) {
      String told =
          switch (OptionalMembers.textOrEmpty(event, "type")) {
            case "approval_requested" -> OptionalMembers.textOrEmpty(event, "gate");
            case "invariant_violated", "proposal_rejected" ->
                OptionalMembers.textOrEmpty(event, "invariant");
            default -> "";
          };
      if (!told.isEmpty()) {
        fired(fixture, told);
      }
    }
  }

  /// Records that a fixture triggered a gate or an invariant.
  public void fired(Fixture fixture, String id) {
    fixtures.computeIfAbsent(id, _ -> new TreeSet<>()).add(fixture.name());
  }

  /// One line for each gate and invariant of a program.
  public List<String> lines(Program program) {
    List<String> lines = new ArrayList<>();
    for (Gate gate : program.definition().gates()) {
      lines.add(line("approval", gate.id(), "holds proposals in "));
    }
    for (Invariant invariant : program.definition().invariants()) {
      lines.add(line(EnumWord.of(invariant.kind()), invariant.id(), "is violated in "));
    }
    return lines;
  }

  private String line(String kind, String id, String does) {
    TreeSet<String> by = fixtures.get(id);
    String what = by == null ? "not triggered by any fixture" : does + String.join(", ", by);
    return String.format(
        Locale.ROOT, "  %-5s %-32s %s", by == null ? "-" : "ok", kind + " " + id, what);
  }

  /// The gates and invariants of a program that no fixture triggered.
  public List<String> idle(Program program) {
    List<String> idle = new ArrayList<>();
    program.definition().gates().forEach(gate -> idle.add(gate.id()));
    program.definition().invariants().forEach(invariant -> idle.add(invariant.id()));
    idle.removeIf(fixtures::containsKey);
    return idle;
  }
}
