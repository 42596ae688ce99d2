package dev.converge.domain.template.wiring;

import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import java.util.List;

/// The layout of a template's results.
///
/// @param title of the report; empty for the name of the template
/// @param sections in order; if empty, each key has its own section
public record ReportLayout(String title, List<Section> sections) {
  /// The layout of templates that do not define one.
  public static final ReportLayout DEFAULT = new ReportLayout("", List.of());

  /// Copies the sections.
  public ReportLayout {
    sections = List.copyOf(sections);
  }

  /// The layout in a wiring, or one that shows its outputs. Returns the default layout if the
  /// wiring cannot be read, which can happen after an upgrade.
  public static ReportLayout ofWiring(String wiring) {
    return WiringReader.read(wiring, new Problems(""))
        .map(read -> read.report().orOutputs(read.outputs()))
        .orElse(DEFAULT);
  }

  /// This layout; if it has no sections, one that shows the outputs of the template.
  private ReportLayout orOutputs(List<Wiring.Output> outputs) {
    return sections.isEmpty()
        ? new ReportLayout(title, outputs.stream().map(output -> cards(output.key())).toList())
        : this;
  }

  /// A section with a card for each fact.
  public static Section cards(String key) {
    return new Section(Place.START, "", key, Form.CARDS, "", List.of());
  }

  /// How the facts of a section are shown.
  public enum Form {
    /// Each fact with its data and the facts that it cites.
    CARDS,
    /// The text of each fact, as in a letter.
    TEXT,
    /// A line for each fact.
    LIST,
    /// A table: a row for each fact, or a table for each fact if the section has rows.
    TABLE
  }

  /// A section of the results.
  ///
  /// @param place in the wiring
  /// @param title of the section; empty for the words of the key
  /// @param key whose facts are shown
  /// @param form how they are shown
  /// @param rows for tables: a member of the data that lists the ids of facts, each a row of a
  ///   table of its own; empty for one table with a row for each fact
  /// @param columns for tables
  public record Section(
      Place place, String title, String key, Form form, String rows, List<Column> columns) {
    /// Copies the columns.
    public Section {
      columns = List.copyOf(columns);
    }
  }

  /// A column of a table.
  ///
  /// @param title of the column
  /// @param value what is shown: `content`, `id`, `cites`, or a member of the data
  /// @param from for tables with rows: a member of the data that lists the ids of facts; the column
  ///   shows those of them whose `where` names the row. Empty to show the fact of the row itself
  /// @param where a member of the data of the facts that `from` lists; empty without `from`
  public record Column(String title, String value, String from, String where) {}
}
