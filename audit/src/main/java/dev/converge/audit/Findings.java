package dev.converge.audit;

import dev.converge.audit.Finding.Check;
import dev.converge.audit.Finding.Level;
import java.util.ArrayList;
import java.util.List;

/// Collects findings up to a limit. Not thread-safe.
final class Findings {
  /// Maximum number of findings that are kept.
  static final int MAX_FINDINGS = 100;

  private final List<Finding> all = new ArrayList<>();

  void problem(Check check, String where, String message) {
    add(new Finding(check, Level.PROBLEM, where, message));
  }

  void note(Check check, String where, String message) {
    add(new Finding(check, Level.NOTE, where, message));
  }

  private void add(Finding finding) {
    if (all.size() < MAX_FINDINGS) {
      all.add(finding);
    } else if (all.size() == MAX_FINDINGS) {
      all.add(
          new Finding(
              finding.check(),
              Level.PROBLEM,
              "",
              "more than " + MAX_FINDINGS + " findings; the rest is not shown"));
    }
  }

  /// Reports two values that should be equal and are not.
  void expect(Check check, String where, String what, String found, String expected) {
    if (!found.equals(expected)) {
      problem(check, where, what + ": " + shown(found) + " (expected: " + shown(expected) + ")");
    }
  }

  private static String shown(String value) {
    return value.isEmpty() ? "none" : value;
  }

  List<Finding> list() {
    return List.copyOf(all);
  }
}
