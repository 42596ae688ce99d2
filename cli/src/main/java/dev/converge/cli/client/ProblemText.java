package dev.converge.cli.client;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.Locale;

/// The title and the detail of a problem document in one line.
final class ProblemText {
  private ProblemText() {}

  /// Only the detail, if it starts with the title: "job not found: job_x".
  static String of(Json.Obj problem) {
    String title = OptionalMembers.textOrEmpty(problem, "title");
    String detail = OptionalMembers.textOrEmpty(problem, "detail");
    if (detail.isEmpty()) {
      return title;
    }
    boolean said = detail.toLowerCase(Locale.ROOT).startsWith(title.toLowerCase(Locale.ROOT));
    return said ? detail : title + ": " + detail;
  }
}
