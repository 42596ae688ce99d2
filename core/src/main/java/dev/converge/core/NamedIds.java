package dev.converge.core;

import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The ids that facts name: in lists of their data, and in square brackets in their text.
final class NamedIds {
  private static final String ID = "\\p{L}[\\p{L}\\p{N}._-]*[:-][\\p{L}\\p{N}._:-]+";
  private static final Pattern BRACKETS = Pattern.compile("\\[(" + ID + "(?:, " + ID + ")*)]");

  private NamedIds() {}

  /// The texts in a member of a fact's data: a list or a single one.
  static List<String> in(Fact fact, String field) {
    Json.Obj data = fact.data();
    List<String> texts = new ArrayList<>();
    Json value = data == null ? null : data.get(field).orElse(null);
    if (value instanceof Json.Str(var text)) {
      texts.add(text);
    } else if (value instanceof Json.Arr(var items)) {
      for (Json item : items) {
        if (item instanceof Json.Str(var text)) {
          texts.add(text);
        }
      }
    }
    return texts;
  }

  /// The ids in square brackets: `[note:1]` or `[claim-1, note:2]`. An id has a colon or a hyphen.
  static List<String> referred(String content) {
    return BRACKETS
        .matcher(content)
        .results()
        .flatMap(found -> List.of(found.group(1).split(", ", -1)).stream())
        .toList();
  }

  /// Whether an id starts like those of a program's seeds or outputs.
  static boolean begins(Program program, String id) {
    return program.definition().seeds().stream().anyMatch(rule -> id.startsWith(rule.idPrefix()))
        || program.agents().stream()
            .flatMap(agent -> agent.outputs().stream())
            .anyMatch(output -> id.startsWith(output.idPrefix()));
  }
}
