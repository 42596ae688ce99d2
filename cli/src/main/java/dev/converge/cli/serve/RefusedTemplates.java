package dev.converge.cli.serve;

import dev.converge.domain.template.Templates;
import dev.converge.domain.template.source.TemplateProblem;
import java.io.PrintWriter;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports which existing templates are not loaded, and why.
public final class RefusedTemplates {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedTemplates.class);

  private RefusedTemplates() {}

  static void log(Templates templates) {
    tell(templates, LOG::error);
  }

  /// One line for each problem.
  public static void print(Templates templates, PrintWriter err) {
    tell(templates, err::println);
    err.flush();
  }

  private static void tell(Templates templates, Consumer<String> told) {
    for (Templates.Refused refused : templates.refused()) {
      for (TemplateProblem problem : refused.problems()) {
        told.accept("template " + refused.name() + " not loaded: " + problem);
      }
    }
  }
}
