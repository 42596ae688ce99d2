package dev.converge.domain.template.wiring;

import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Nearest;
import dev.converge.domain.template.source.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the layout of a template's report.
final class ReportLayoutReader {
  static final List<String> LAYOUT = List.of("title", "sections");
  static final List<String> SECTION = List.of("title", "key", "form", "rows", "columns");
  static final List<String> COLUMN = List.of("title", "value", "from", "where");
  static final int MAX_SECTIONS = 50;
  static final int MAX_COLUMNS = 8;

  private final Problems problems;

  ReportLayoutReader(Problems problems) {
    this.problems = problems;
  }

  /// Every key that a layout can have.
  static List<String> words() {
    List<String> words = new ArrayList<>(LAYOUT);
    words.addAll(SECTION);
    words.addAll(COLUMN);
    return words.stream().distinct().toList();
  }

  /// The layout under `report` in a wiring; the default layout if there is none.
  ReportLayout read(YamlFields wiring) {
    return wiring
        .fields("report", LAYOUT, _ -> Optional.empty())
        .map(this::layout)
        .orElse(ReportLayout.DEFAULT);
  }

  private ReportLayout layout(YamlFields fields) {
    List<Yaml> items = fields.items("sections", "- { key: Strategies, form: cards }");
    if (items.size() > MAX_SECTIONS) {
      fields.wrong("sections", items.size() + " sections (expected: at most " + MAX_SECTIONS + ")");
      items = List.of();
    }
    List<ReportLayout.Section> sections = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      fields("report.sections[" + i + "]", items.get(i), SECTION)
          .flatMap(this::section)
          .ifPresent(sections::add);
    }
    return new ReportLayout(fields.string("title").orElse(""), sections);
  }

  private Optional<YamlFields> fields(String path, Yaml item, List<String> known) {
    if (item instanceof Yaml.Fields node) {
      return Optional.of(new YamlFields(path + ".", node, known, _ -> Optional.empty(), problems));
    }
    problems.add(item.place(), path + ": " + item.what() + " (expected: a mapping)");
    return Optional.empty();
  }

  private Optional<ReportLayout.Section> section(YamlFields fields) {
    fields.require("key", "the key whose facts are shown");
    Optional<ReportLayout.Form> form = form(fields);
    List<ReportLayout.Column> columns = columns(fields);
    if (form.isPresent() && form.get() == ReportLayout.Form.TABLE) {
      fields.require("columns", "the columns of the table");
    } else if (form.isPresent() || !fields.has("form")) {
      List<String> ofTables =
          Stream.of("rows", "columns").filter(key -> fields.value(key).isPresent()).toList();
      if (!ofTables.isEmpty()) {
        fields.wrong(
            ofTables.getFirst(),
            "only tables have " + String.join(" and ", ofTables) + " (expected: form: table)");
      }
    }
    return fields
        .string("key")
        .map(key ->
            new ReportLayout.Section(
                fields.place("key"),
                fields.string("title").orElse(""),
                key,
                form.orElse(ReportLayout.Form.CARDS),
                fields.string("rows").orElse(""),
                columns));
  }

  private static Optional<ReportLayout.Form> form(YamlFields fields) {
    List<ReportLayout.Form> forms = List.of(ReportLayout.Form.values());
    List<String> words = forms.stream().map(EnumWord::of).toList();
    Optional<String> word = fields.string("form");
    Optional<ReportLayout.Form> form =
        word.flatMap(
            one -> forms.stream().filter(known -> EnumWord.of(known).equals(one)).findFirst());
    if (word.isPresent() && form.isEmpty()) {
      fields.wrong(
          "form",
          "\"%s\" (expected: one of %s)%s"
              .formatted(word.get(), words, Nearest.hint(word.get(), words)));
    }
    return form;
  }

  private List<ReportLayout.Column> columns(YamlFields section) {
    List<Yaml> items = section.items("columns", "- { title: Element, value: content }");
    if (items.size() > MAX_COLUMNS) {
      section.wrong("columns", items.size() + " columns (expected: at most " + MAX_COLUMNS + ")");
      return List.of();
    }
    List<ReportLayout.Column> columns = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      fields("columns[" + i + "]", items.get(i), COLUMN)
          .flatMap(column -> column(section, column))
          .ifPresent(columns::add);
    }
    return columns;
  }

  private static Optional<ReportLayout.Column> column(YamlFields section, YamlFields fields) {
    fields.require("title", "the heading of the column");
    fields.require("value", "content, id, cites, or a field of the facts");
    if (fields.value("from").isPresent()) {
      fields.require("where", "the field of these facts that names the row");
      if (!section.has("rows")) {
        fields.wrong(
            "from", "the table does not define rows (expected: rows: FIELD in the same section)");
      }
    }
    Optional<String> title = fields.string("title");
    Optional<String> value = fields.string("value");
    if (title.isEmpty() || value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ReportLayout.Column(
            title.get(),
            value.get(),
            fields.string("from").orElse(""),
            fields.string("where").orElse("")));
  }
}
