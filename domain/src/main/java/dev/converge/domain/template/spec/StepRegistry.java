package dev.converge.domain.template.spec;

import dev.converge.core.text.Nearest;
import dev.converge.domain.template.source.Problems;
import io.cucumber.cucumberexpressions.Argument;
import io.cucumber.cucumberexpressions.CucumberExpressionException;
import io.cucumber.cucumberexpressions.Expression;
import io.cucumber.cucumberexpressions.ExpressionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The sentences that one kind of scenario understands. Thread-safe.
///
/// @param <D> the draft that a scenario of this kind becomes
public final class StepRegistry<D> {
  /// Maximum length of a step, in characters; it keeps matching fast for any input.
  static final int MAX_STEP_LENGTH = 2_000;

  private static final int SUGGESTIONS = 3;

  private record Entry<D>(StepDefinition<D> definition, Expression expression) {}

  private record Hit<D>(StepDefinition<D> definition, List<Argument<?>> arguments) {}

  private final List<Entry<D>> entries = new ArrayList<>();

  /// Creates a registry of these sentences.
  public StepRegistry(List<StepDefinition<D>> definitions) {
    ExpressionFactory factory = new ExpressionFactory(StepParameters.registry());
    for (StepDefinition<D> definition : definitions) {
      entries.add(new Entry<>(definition, factory.createExpression(definition.expression())));
    }
  }

  /// The sentences, in the order in which they were given.
  public List<StepDefinition<D>> definitions() {
    return entries.stream().map(Entry::definition).toList();
  }

  /// Whether at least one sentence matches the text.
  public boolean knows(String text) {
    return readings(text) > 0;
  }

  /// How many sentences match the text.
  public int readings(String text) {
    return hits(text).size();
  }

  /// Compiles a step, or reports what is wrong with it.
  ///
  /// @param elsewhere names the kind of scenario that another step would belong in, or is empty
  public void compile(D draft, Spec.Step step, UnaryOperator<String> elsewhere, Problems problems) {
    if (problems.full()) {
      return;
    }
    if (step.text().length() > MAX_STEP_LENGTH) {
      problems.add(
          step.place(),
          "step: %d characters (expected: at most %d)"
              .formatted(step.text().length(), MAX_STEP_LENGTH));
      return;
    }
    try {
      List<Hit<D>> hits = hits(step.text());
      if (hits.size() == 1) {
        compile(draft, step, hits.getFirst(), problems);
      } else {
        problems.add(
            step.place(),
            hits.isEmpty() ? unknown(step, elsewhere.apply(step.text())) : ambiguous(step, hits));
      }
    } catch (CucumberExpressionException | StepParameters.BadValue e) {
      Throwable cause = e.getCause() instanceof StepParameters.BadValue bad ? bad : e;
      problems.add(step.place(), "step \"" + step.text() + "\": " + cause.getMessage());
    }
  }

  /// Whether a step is under another keyword than its sentence.
  boolean misplaced(Spec.Step step) {
    return step.word() != Spec.Word.ANY
        && matches(step.text())
        && hits(step.text()).stream()
            .map(Hit::definition)
            .noneMatch(definition -> definition.word() == step.word());
  }

  private List<Hit<D>> hits(String text) {
    List<Hit<D>> hits = new ArrayList<>();
    for (Entry<D> entry : entries) {
      entry
          .expression()
          .match(text)
          .ifPresent(arguments -> hits.add(new Hit<>(entry.definition(), arguments)));
    }
    return hits;
  }

  private void compile(D draft, Spec.Step step, Hit<D> hit, Problems problems) {
    StepDefinition<D> definition = hit.definition();
    if (step.word() != Spec.Word.ANY && step.word() != definition.word()) {
      problems.add(
          step.place(),
          "step \"%s\" is under %s (expected: under %s)"
              .formatted(step.text(), step.word(), definition.word()));
    }
    if (!definition.argument().takes(step)) {
      String found = step.table().isPresent() ? "a table" : "a doc string";
      boolean some = step.table().isPresent() || step.docString().isPresent();
      problems.add(
          step.place(),
          "step \"%s\" has %s below it (expected: %s)"
              .formatted(step.text(), some ? found : "nothing", definition.argument()));
      return;
    }
    List<Object> values = new ArrayList<>();
    for (Argument<?> argument : hit.arguments()) {
      values.add(Objects.requireNonNullElse(argument.getValue(), ""));
    }
    definition.compile().accept(draft, new StepMatch(step, values, problems));
  }

  private String unknown(Spec.Step step, String elsewhere) {
    if (!elsewhere.isEmpty()) {
      return "step \"%s\" belongs in a scenario tagged %s".formatted(step.text(), elsewhere);
    }
    return "no such step: \"%s\" (nearest: %s)".formatted(step.text(), nearest(step.text()));
  }

  private String ambiguous(Spec.Step step, List<Hit<D>> hits) {
    String both =
        hits.stream().map(hit -> hit.definition().expression()).collect(Collectors.joining(" | "));
    return "step \"%s\" can be read in %d ways (expected: one): %s"
        .formatted(step.text(), hits.size(), both);
  }

  private String nearest(String text) {
    String plain = StepParameters.plain(text);
    List<String> names = definitions().stream().map(StepDefinition::expression).toList();
    List<String> shapes = names.stream().map(StepParameters::shape).toList();
    return Nearest.sorted(plain, shapes, SUGGESTIONS).stream()
        .map(shape -> names.get(shapes.indexOf(shape)))
        .collect(Collectors.joining(" | "));
  }

  /// The name of the first that knows the text; empty if none does.
  static String owner(String text, List<Named> registries) {
    Optional<Named> owner =
        text.length() > MAX_STEP_LENGTH
            ? Optional.empty()
            : registries.stream().filter(named -> named.registry().matches(text)).findFirst();
    return owner.map(Named::name).orElse("");
  }

  /// A registry and the tag of its scenarios.
  public record Named(String name, StepRegistry<?> registry) {}

  private boolean matches(String text) {
    try {
      return knows(text);
    } catch (CucumberExpressionException | StepParameters.BadValue _) {
      return true;
    }
  }
}
