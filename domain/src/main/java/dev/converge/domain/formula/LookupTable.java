package dev.converge.domain.formula;

import dev.converge.core.json.Json;
import java.util.List;
import java.util.Optional;

/// A table in which formulas look up values: rows of numbers and texts under named columns.
///
/// @param columns names, at least one
/// @param rows values, one for each column
public record LookupTable(List<String> columns, List<List<Json>> rows) {
  /// Copies the lists.
  public LookupTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /// The table as JSON: the columns, then the rows.
  public Json json() {
    return Json.object()
        .put("columns", columns)
        .put("rows", Json.array(rows.stream().map(row -> Json.array(row)).toList()))
        .build();
  }

  /// A table from JSON; empty if the JSON is not a table.
  public static Optional<LookupTable> of(Json json) {
    if (json instanceof Json.Obj table
        && table.get("columns").orElse(null) instanceof Json.Arr(var names)
        && table.get("rows").orElse(null) instanceof Json.Arr(var lines)) {
      return Optional.of(
          new LookupTable(
              names.stream().map(name -> ((Json.Str) name).value()).toList(),
              lines.stream().map(line -> ((Json.Arr) line).items()).toList()));
    }
    return Optional.empty();
  }
}
