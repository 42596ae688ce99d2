package dev.converge.domain.template.spec;

import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import io.cucumber.gherkin.GherkinDialect;
import io.cucumber.gherkin.GherkinDialects;
import io.cucumber.gherkin.GherkinParser;
import io.cucumber.messages.types.DataTable;
import io.cucumber.messages.types.Envelope;
import io.cucumber.messages.types.Feature;
import io.cucumber.messages.types.GherkinDocument;
import io.cucumber.messages.types.Location;
import io.cucumber.messages.types.ParseError;
import io.cucumber.messages.types.Pickle;
import io.cucumber.messages.types.PickleStep;
import io.cucumber.messages.types.PickleStepArgument;
import io.cucumber.messages.types.PickleStepType;
import io.cucumber.messages.types.PickleTable;
import io.cucumber.messages.types.PickleTableCell;
import io.cucumber.messages.types.PickleTag;
import io.cucumber.messages.types.Scenario;
import io.cucumber.messages.types.Source;
import io.cucumber.messages.types.SourceMediaType;
import io.cucumber.messages.types.Step;
import io.cucumber.messages.types.StepKeywordType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a spec with the Gherkin parser. Gherkin's own compiler of pickles, not this class, decides
/// what a scenario, a background, a rule, an outline or a tag means.
public final class SpecReader {
  private static final Pattern LANGUAGE =
      Pattern.compile("\\s*#\\s*language\\s*:\\s*([a-zA-Z\\-_]+)\\s*");
  private static final Pattern TRUTH = Pattern.compile("(\\s*)Truth:(.*)");

  private final Problems problems;
  private final SpecNodes nodes;
  private final String[] lines;
  private final Map<String, List<String>> garbled = new HashMap<>();

  private SpecReader(SpecNodes nodes, String text, Problems problems) {
    this.lines = text.split("\n", -1);
    this.nodes = nodes;
    this.problems = problems;
  }

  /// The spec; empty after a problem that leaves none.
  public static Optional<Spec> read(String text, Problems problems) {
    String gherkin = truths(text, problems.file());
    List<Envelope> parsed = parse(gherkin, problems.file(), false);
    List<ParseError> errors =
        parsed.stream().map(Envelope::getParseError).flatMap(Optional::stream).toList();
    SpecSyntax.explain(gherkin, errors, problems);
    Optional<GherkinDocument> document = document(parsed);
    if (document.isEmpty()) {
      return Optional.empty();
    }
    Optional<Feature> feature = document.get().getFeature();
    if (feature.isEmpty()) {
      problems.add(Place.START, "no scenarios: the file has no feature (expected: \"Feature:\")");
      return Optional.empty();
    }
    if (!new SpecSize(feature.get(), problems).withinLimits()) {
      return Optional.empty();
    }
    List<Envelope> compiled = parse(gherkin, problems.file(), true);
    List<Pickle> pickles =
        compiled.stream().map(Envelope::getPickle).flatMap(Optional::stream).toList();
    return document(compiled)
        .flatMap(GherkinDocument::getFeature)
        .map(whole -> new SpecReader(new SpecNodes(whole), gherkin, problems).spec(whole, pickles));
  }

  /// Pickles are made only once their number is known: few lines can stand for millions of steps.
  private static List<Envelope> parse(String gherkin, String file, boolean pickles) {
    int[] ids = {0};
    return GherkinParser.builder()
        .includeSource(false)
        .includePickles(pickles)
        .idGenerator(() -> String.valueOf(ids[0]++))
        .build()
        .parse(
            Envelope.of(new Source(file, gherkin, SourceMediaType.TEXT_X_CUCUMBER_GHERKIN_PLAIN)))
        .toList();
  }

  private static Optional<GherkinDocument> document(List<Envelope> envelopes) {
    return envelopes.stream()
        .map(Envelope::getGherkinDocument)
        .flatMap(Optional::stream)
        .findFirst();
  }

  /// In files of truths, `Truth:` stands for the keyword of a feature.
  private static String truths(String text, String file) {
    if (!file.endsWith(".truth") && !file.endsWith(".truths")) {
      return text;
    }
    GherkinDialect dialect = GherkinDialects.getDialect("en").orElseThrow();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      Matcher language = LANGUAGE.matcher(lines[i]);
      if (language.matches()) {
        dialect = GherkinDialects.getDialect(language.group(1)).orElse(dialect);
      }
      Matcher truth = TRUTH.matcher(lines[i]);
      if (truth.matches()) {
        String keyword = dialect.getFeatureKeywords().getFirst();
        lines[i] = truth.group(1) + keyword + ":" + truth.group(2);
        return String.join("\n", lines);
      }
      String line = lines[i].strip();
      if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith("@")) {
        return text;
      }
    }
    return text;
  }

  private Spec spec(Feature feature, List<Pickle> pickles) {
    if (nodes.scenarios().isEmpty()) {
      problems.add(place(feature.getLocation()), "no scenarios (expected: at least one)");
    }
    nodes.scenarios().forEach(this::outline);
    new Placeholders(nodes, problems).check(feature);
    nodes.scenarios().forEach(scenario -> garbled(scenario, feature.getLanguage()));
    return new Spec(
        feature.getName(),
        feature.getDescription().strip(),
        feature.getLanguage(),
        pickles.stream().map(this::scenario).toList(),
        String.join("\n", lines));
  }

  /// An outline must have rows.
  private void outline(Scenario scenario) {
    if (!scenario.getExamples().isEmpty()
        && scenario.getExamples().stream().allMatch(e -> e.getTableBody().isEmpty())) {
      problems.add(
          place(scenario.getLocation()),
          "outline \"" + scenario.getName() + "\" has no rows (expected: one)");
    }
  }

  private Spec.Scenario scenario(Pickle pickle) {
    List<String> ids = pickle.getAstNodeIds();
    Scenario scenario = nodes.scenario(ids.getFirst());
    Map<String, String> row = ids.size() > 1 ? nodes.row(ids.get(1)) : Map.of();
    List<Spec.Tag> tags = new ArrayList<>();
    for (PickleTag tag : pickle.getTags()) {
      tags.add(new Spec.Tag(place(nodes.tag(tag.getAstNodeId())), filled(tag.getName(), row)));
    }
    return new Spec.Scenario(
        place(scenario.getLocation()),
        pickle.getName(),
        row.isEmpty() ? "" : scenario.getId(),
        tags,
        pickle.getSteps().stream().map(this::step).toList(),
        garbled.getOrDefault(scenario.getId(), List.of()));
  }

  /// Gherkin reads the first lines of a scenario as its description unless they begin with a
  /// keyword. That includes a step with a misspelt keyword.
  private void garbled(Scenario scenario, String language) {
    List<String> found = new ArrayList<>();
    int number = (int) (long) scenario.getLocation().getLine();
    for (String said : scenario.getDescription().split("\n", -1)) {
      String line = said.strip();
      int space = line.indexOf(' ');
      while (number < lines.length && !lines[number].strip().equals(line)) {
        number++;
      }
      if (space > 0 && number < lines.length && SpecCompiler.knows(line.substring(space + 1))) {
        int column = lines[number].length() - lines[number].stripLeading().length() + 1;
        problems.addLate(
            new Place(number + 1, column),
            "\"%s\" is not a keyword (expected: %s)"
                .formatted(line.substring(0, space), SpecSyntax.keywords(language)));
        found.add(line);
      }
    }
    garbled.put(scenario.getId(), found);
  }

  /// Gherkin leaves tags as they are; in an outline, an id may depend on the row as well.
  private static String filled(String tag, Map<String, String> row) {
    String out = tag;
    for (Map.Entry<String, String> cell : row.entrySet()) {
      out = out.replace("<" + cell.getKey() + ">", cell.getValue());
    }
    return out;
  }

  private Spec.Step step(PickleStep step) {
    Step node = nodes.step(step.getAstNodeIds().getFirst());
    Optional<PickleStepArgument> argument = step.getArgument();
    return new Spec.Step(
        place(node.getLocation()),
        step.getType().map(SpecReader::word).orElse(Spec.Word.ANY),
        node.getKeywordType().filter(type -> type == StepKeywordType.CONJUNCTION).isPresent(),
        step.getText().strip(),
        argument.flatMap(PickleStepArgument::getDocString).map(doc -> doc.getContent()),
        argument
            .flatMap(PickleStepArgument::getDataTable)
            .map(table -> table(table, node.getDataTable().orElseThrow())));
  }

  private static Spec.Table table(PickleTable table, DataTable node) {
    return new Spec.Table(
        place(node.getLocation()),
        table.getRows().stream()
            .map(row -> row.getCells().stream().map(PickleTableCell::getValue).toList())
            .toList(),
        node.getRows().stream().map(row -> place(row.getLocation())).toList());
  }

  private static Spec.Word word(PickleStepType type) {
    return switch (type) {
      case CONTEXT -> Spec.Word.GIVEN;
      case ACTION -> Spec.Word.WHEN;
      case OUTCOME -> Spec.Word.THEN;
      case UNKNOWN -> Spec.Word.ANY;
    };
  }

  static Place place(Location location) {
    return new Place(location.getLine(), location.getColumn().orElse(1));
  }
}
