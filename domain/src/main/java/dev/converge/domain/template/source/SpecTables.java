package dev.converge.domain.template.source;

import dev.converge.core.json.Json;
import dev.converge.core.text.Nearest;
import dev.converge.domain.formula.LookupTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lookup tables of a spec: CSV files next to it. The spec contains them as comments at its
/// end, so that only its text must be stored, signed and compared.
public final class SpecTables {
  /// Maximum size of a table's file, in bytes.
  public static final int MAX_BYTES = 65_536;

  /// Maximum number of rows in a table.
  public static final int MAX_ROWS = 2_000;

  /// Maximum number of columns in a table.
  public static final int MAX_COLUMNS = 50;

  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\\.csv");
  private static final Pattern HEAD = Pattern.compile("# (" + FILE.pattern() + ")");
  private static final Pattern NAMED =
      Pattern.compile("a table (?:\"[^\"]*\"|'[^']*') from [\"'](" + FILE.pattern() + ")[\"']");
  private static final Pattern COLUMN = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(?:\\.\\d{1,15})?");
  private static final String LINE = "#|";

  private SpecTables() {}

  /// Whether a name can be the name of a table's file.
  public static boolean isFile(String name) {
    return FILE.matcher(name).matches();
  }

  /// The files that a spec names and does not contain.
  public static List<String> missing(String spec) {
    Map<String, List<String>> carried = carried(spec);
    List<String> missing = new ArrayList<>();
    Matcher named = NAMED.matcher(spec);
    while (named.find()) {
      if (!carried.containsKey(named.group(1)) && !missing.contains(named.group(1))) {
        missing.add(named.group(1));
      }
    }
    return missing;
  }

  /// A spec that contains a file.
  public static String with(String spec, String file, String content) {
    StringBuilder text = new StringBuilder(spec);
    text.append(spec.endsWith("\n") ? "\n" : "\n\n").append("# ").append(file).append('\n');
    content.lines().forEach(line -> text.append(LINE).append(' ').append(line).append('\n'));
    return text.toString();
  }

  private static Map<String, List<String>> carried(String spec) {
    Map<String, List<String>> files = new TreeMap<>();
    List<String> open = null;
    for (String line : spec.split("\n", -1)) {
      Matcher head = HEAD.matcher(line.strip());
      if (line.startsWith(LINE) && open != null) {
        open.add(line.substring(LINE.length()).strip());
      } else if (head.matches()) {
        open = new ArrayList<>();
        files.put(head.group(1), open);
      } else {
        open = null;
      }
    }
    files.values().removeIf(List::isEmpty);
    return files;
  }

  /// The table in a file that a spec contains; empty after a problem.
  ///
  /// @param place where the spec names the file
  public static Optional<LookupTable> read(
      String spec, String file, Place place, Problems problems) {
    Map<String, List<String>> carried = carried(spec);
    List<String> lines = carried.get(file);
    if (lines == null) {
      problems.add(
          place,
          "%s is not in the folder of the spec (expected: a CSV file in the template's folder, or \"# %s\" at"
                  .formatted(file, file)
              + " the end of the spec and its lines after \"#|\")"
              + Nearest.hint(file, carried.keySet()));
      return Optional.empty();
    }
    return new Reader(file, problems).table(lines);
  }

  /// Reads the lines of one file.
  private record Reader(String file, Problems problems) {
    private void wrong(int line, String message) {
      problems.add(file, new Place(line, 1), message);
    }

    private Optional<LookupTable> table(List<String> lines) {
      int before = problems.reported();
      List<String> columns = cells(lines.getFirst(), 1);
      columns(columns);
      List<List<String>> rows = new ArrayList<>();
      for (int i = 1; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          int told = problems.reported();
          List<String> row = cells(lines.get(i), i + 1);
          if (row.size() != columns.size() && problems.reported() == told) {
            wrong(
                i + 1,
                "%d cells (expected: %d, one for each column)"
                    .formatted(row.size(), columns.size()));
          }
          rows.add(row);
        }
      }
      if (rows.isEmpty() || rows.size() > MAX_ROWS) {
        wrong(1, rows.size() + " rows (expected: 1 to " + MAX_ROWS + ")");
      }
      return problems.reported() > before
          ? Optional.empty()
          : Optional.of(new LookupTable(columns, values(columns.size(), rows)));
    }

    private void columns(List<String> columns) {
      if (columns.size() > MAX_COLUMNS) {
        wrong(1, columns.size() + " columns (expected: at most " + MAX_COLUMNS + ")");
      }
      for (int i = 0; i < columns.size(); i++) {
        String name = columns.get(i);
        if (!COLUMN.matcher(name).matches()) {
          wrong(1, "column \"" + name + "\" (expected: lowercase letters, digits and _)");
        } else if (columns.indexOf(name) < i) {
          wrong(1, "column \"" + name + "\" occurs twice (expected: once)");
        }
      }
    }

    /// A column that contains only numbers has the type number; every other has the type text.
    private static List<List<Json>> values(int columns, List<List<String>> rows) {
      List<List<Json>> values = new ArrayList<>();
      rows.forEach(_ -> values.add(new ArrayList<>()));
      for (int i = 0; i < columns; i++) {
        int column = i;
        boolean numbers = rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
        for (int j = 0; j < rows.size(); j++) {
          String cell = rows.get(j).get(i);
          values.get(j).add(numbers ? Json.of(Double.parseDouble(cell)) : Json.of(cell));
        }
      }
      return values;
    }

    /// Cells separated by commas; in quotes, commas are text and two quotes are one.
    private List<String> cells(String line, int number) {
      List<String> cells = new ArrayList<>();
      StringBuilder cell = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else if (c == '"') {
          quoted = !quoted;
        } else if (c == ',' && !quoted) {
          cells.add(cell.toString().strip());
          cell.setLength(0);
        } else {
          cell.append(c);
        }
      }
      if (quoted) {
        wrong(number, "a quote that is not closed (expected: \" before the end of the line)");
      }
      cells.add(cell.toString().strip());
      return cells;
    }
  }
}
