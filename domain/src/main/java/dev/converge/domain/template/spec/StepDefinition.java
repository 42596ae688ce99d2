package dev.converge.domain.template.spec;

import java.util.function.BiConsumer;

/// One sentence of the language: how it is written, and what it compiles to.
///
/// @param <D> the draft that a scenario of its kind becomes
/// @param word the keyword that it belongs under
/// @param expression a Cucumber Expression
/// @param argument what must be below it
/// @param doc its meaning, one sentence for the reference
/// @param compile adds its meaning
public record StepDefinition<D>(
    Spec.Word word,
    String expression,
    Argument argument,
    String doc,
    BiConsumer<D, StepMatch> compile) {

  /// What is below a step.
  enum Argument {
    NONE("nothing"),
    DOC_STRING("a doc string"),
    OPTIONAL_DOC_STRING("a doc string or nothing"),
    TABLE("a table"),
    OPTIONAL_TABLE("a table or nothing");

    private final String name;

    Argument(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }

    boolean takes(Spec.Step step) {
      return switch (this) {
        case NONE -> step.docString().isEmpty() && step.table().isEmpty();
        case DOC_STRING -> step.docString().isPresent();
        case OPTIONAL_DOC_STRING -> step.table().isEmpty();
        case TABLE -> step.table().isPresent();
        case OPTIONAL_TABLE -> step.docString().isEmpty();
      };
    }
  }

  static <D> StepDefinition<D> given(
      String expression, String doc, BiConsumer<D, StepMatch> compile) {
    return new StepDefinition<>(Spec.Word.GIVEN, expression, Argument.NONE, doc, compile);
  }

  static <D> StepDefinition<D> when(
      String expression, String doc, BiConsumer<D, StepMatch> compile) {
    return new StepDefinition<>(Spec.Word.WHEN, expression, Argument.NONE, doc, compile);
  }

  /// Defines a sentence that follows `Then`.
  public static <D> StepDefinition<D> then(
      String expression, String doc, BiConsumer<D, StepMatch> compile) {
    return new StepDefinition<>(Spec.Word.THEN, expression, Argument.NONE, doc, compile);
  }

  /// The same sentence with something below it.
  StepDefinition<D> with(Argument below) {
    return new StepDefinition<>(word, expression, below, doc, compile);
  }
}
