package dev.converge.report;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.Keys;
import dev.converge.domain.template.wiring.ReportLayout;
import dev.converge.report.document.Block;
import dev.converge.report.document.Document;
import dev.converge.report.document.Span;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/// Writes what a run came to, as the layout of its template says.
final class ResultSections {
  private final RunStory story;
  private final FactSpans spans;
  private final Document.Builder out;

  ResultSections(RunStory story, Document.Builder out) {
    this.story = story;
    this.spans = new FactSpans(story);
    this.out = out;
  }

  void write(ReportLayout layout) {
    List<ReportLayout.Section> sections =
        layout.sections().isEmpty() ? sectionForEachKey() : layout.sections();
    for (ReportLayout.Section section : sections) {
      List<ReportFact> facts =
          story.facts().stream().filter(fact -> fact.key().equals(section.key())).toList();
      out.heading(
          2,
          section.title().isEmpty() ? words(section.key()) : section.title(),
          "key-" + section.key());
      if (facts.isEmpty()) {
        out.paragraph(new Span.Plain("The run did not produce any."));
      } else {
        section(section, facts);
      }
    }
  }

  private List<ReportLayout.Section> sectionForEachKey() {
    LinkedHashSet<String> keys = new LinkedHashSet<>();
    story.facts().forEach(fact -> keys.add(fact.key()));
    keys.remove(Keys.SEEDS);
    LinkedHashSet<String> answers = new LinkedHashSet<>(keys);
    for (ReportFact fact : story.facts()) {
      fact.cites().stream()
          .filter(story::has)
          .map(id -> story.fact(id).key())
          .filter(key -> !key.equals(fact.key()))
          .forEach(answers::remove);
    }
    return List.copyOf(answers.isEmpty() ? keys : answers).stream()
        .map(ReportLayout::cards)
        .toList();
  }

  private void section(ReportLayout.Section section, List<ReportFact> facts) {
    switch (section.form()) {
      case CARDS -> facts.forEach(this::card);
      case TEXT ->
          facts.forEach(fact -> {
            out.paragraph(spans.text(fact.content()));
            out.paragraph(spans.rests(fact));
          });
      case LIST -> out.bullets(facts.stream().map(this::line).toList());
      case TABLE -> {
        if (section.rows().isEmpty()) {
          table(section, facts);
        } else {
          facts.forEach(fact -> tableOf(section, fact));
        }
      }
    }
  }

  private void card(ReportFact fact) {
    out.heading(3, fact.id(), "result-" + fact.id());
    out.paragraph(spans.text(fact.content()));
    out.table(
        List.of("Field", "Value"),
        fact.data().fields().entrySet().stream()
            .map(member ->
                List.of(
                    Block.Cell.of(new Span.Plain(member.getKey())),
                    new Block.Cell("", spans.text(EventJson.shown(member.getValue())))))
            .toList());
    out.paragraph(spans.rests(fact));
  }

  private List<Span> line(ReportFact fact) {
    List<Span> line = new ArrayList<>(spans.text(fact.content()));
    line.add(new Span.Plain(" ("));
    line.add(spans.reference(fact.id()));
    line.add(new Span.Plain(")"));
    return line;
  }

  private void table(ReportLayout.Section section, List<ReportFact> facts) {
    out.table(
        titles(section),
        facts.stream()
            .map(fact ->
                section.columns().stream()
                    .map(column -> new Block.Cell("", value(fact, column.value())))
                    .toList())
            .toList());
  }

  private void tableOf(ReportLayout.Section section, ReportFact fact) {
    out.heading(3, firstLine(fact.content()), "result-" + fact.id());
    List<List<Block.Cell>> rows = new ArrayList<>();
    for (String row : EventJson.texts(fact.data(), section.rows())) {
      rows.add(section.columns().stream().map(column -> cell(fact, row, column)).toList());
    }
    out.table(titles(section), rows);
    out.paragraph(spans.rests(fact));
  }

  private Block.Cell cell(ReportFact fact, String row, ReportLayout.Column column) {
    if (column.from().isEmpty()) {
      return new Block.Cell(
          "",
          story.has(row) ? value(story.fact(row), column.value()) : List.of(new Span.Code(row)));
    }
    List<Span> cell = new ArrayList<>();
    for (String id : EventJson.texts(fact.data(), column.from())) {
      if (story.has(id)
          && OptionalMembers.textOrEmpty(story.fact(id).data(), column.where()).equals(row)) {
        if (!cell.isEmpty()) {
          cell.add(new Span.Plain("\n"));
        }
        cell.addAll(value(story.fact(id), column.value()));
      }
    }
    return new Block.Cell("", cell.isEmpty() ? List.of(new Span.Plain("–")) : cell);
  }

  private List<Span> value(ReportFact fact, String name) {
    return switch (name) {
      case "content" -> spans.text(fact.content());
      case "id" -> List.of(spans.reference(fact.id()));
      case "cites" -> spans.references(fact.cites());
      default -> {
        Json value = fact.data().get(name).orElse(Json.Null.NULL);
        yield spans.text(EventJson.shown(value));
      }
    };
  }

  private static List<String> titles(ReportLayout.Section section) {
    return section.columns().stream().map(ReportLayout.Column::title).toList();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /// `ClaimSeeds` is `Claim seeds`.
  static String words(String key) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      char letter = key.charAt(i);
      boolean starts =
          i > 0 && Character.isUpperCase(letter) && Character.isLowerCase(key.charAt(i - 1));
      words.append(starts ? " " + String.valueOf(letter).toLowerCase(Locale.ROOT) : letter);
    }
    return words.toString();
  }
}
