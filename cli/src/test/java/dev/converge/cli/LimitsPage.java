package dev.converge.cli;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.VariableTree;
import dev.converge.cli.config.Setting;
import dev.converge.cli.config.Settings;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/// Writes `docs/reference/limits.md` from the table of settings and from the constants of the
/// sources that bound something.
final class LimitsPage {
  private static final Set<String> CONFIGURED = Set.of("limits", "engine", "rate", "times");
  private static final Set<String> TYPES = Set.of("int", "long", "Duration");

  private LimitsPage() {}

  static String text(List<SourceCode.Declared> declared) {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        # Limits

        This page is generated from `Settings.java` and the constants of the sources. A test compares them.

        ## Configurable limits

        See [configuration](configuration.md). `GET /api/v1/capabilities` returns the limits that clients need.

        | setting | default | |
        |---|---|---|
        """);
    for (Setting<?> setting : Settings.all()) {
      if (CONFIGURED.contains(setting.name().split("\\.", 2)[0])) {
        out.append("| `").append(setting.name()).append("` | `");
        out.append(String.join(", ", setting.byDefault())).append("` | ");
        out.append(setting.description()).append(" |\n");
      }
    }
    out.append(
        """

        ## Fixed limits

        | module | constant | value | |
        |---|---|---|---|
        """);
    for (SourceCode.Declared it : declared) {
      if (it.comment() != null
          && it.tree() instanceof VariableTree constant
          && bounds(it, constant)) {
        ExpressionTree value = constant.getInitializer();
        out.append("| ").append(it.module()).append(" | `");
        out.append(it.type()).append('.').append(it.name()).append("` | `");
        out.append(value).append("` | ").append(it.sentence()).append(" |\n");
      }
    }
    return out.toString();
  }

  /// Numbers and durations of classes that are called limits, or that are called a maximum.
  private static boolean bounds(SourceCode.Declared it, VariableTree constant) {
    return constant.getModifiers().getFlags().containsAll(Set.of(Modifier.STATIC, Modifier.FINAL))
        && TYPES.contains(String.valueOf(constant.getType()))
        && constant.getInitializer() != null
        && !it.module().equals("testkit")
        && (it.type().endsWith("Limits")
            || it.name().equals("MAX")
            || it.name().endsWith("_RETENTION")
            || it.name().startsWith("MAX_")
            || it.name().startsWith("MOST_")
            || it.name().startsWith("LARGEST_"));
  }
}
