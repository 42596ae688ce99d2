package dev.converge.domain.template;

import dev.converge.domain.template.source.TemplateProblem;
import java.util.List;
import java.util.stream.Collectors;

/// A template does not compile. Contains every problem found, not only the first.
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<TemplateProblem> problems;

  TemplateException(List<TemplateProblem> problems) {
    super(
        problems.stream()
            .map(TemplateProblem::toString)
            .collect(Collectors.joining(System.lineSeparator())));
    this.problems = List.copyOf(problems);
  }

  /// The problems, the spec's before the wiring's, each by line and column; at least one.
  public List<TemplateProblem> problems() {
    return problems;
  }
}
