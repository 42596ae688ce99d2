package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Fact;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent proposes; only promotion makes a fact. That it cannot be otherwise is a matter of the
/// compiler.
class FactsAreMadeByTheCoreAloneTest {
  @TempDir private Path classes;

  private List<String> problems(String body) throws URISyntaxException {
    String text =
        "package elsewhere;\n"
            + "import dev.converge.core.Fact;\n"
            + "import dev.converge.core.proposal.Proposal;\n"
            + "final class Liar {\n"
            + body
            + "\n}\n";
    JavaFileObject source =
        new SimpleJavaFileObject(
            URI.create("string:///elsewhere/Liar.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-d",
            classes.toString(),
            "-cp",
            place(Fact.class) + File.pathSeparator + place(Nullable.class));
    compiler.getTask(null, null, found, options, null, List.of(source)).call();
    List<String> errors = new ArrayList<>();
    for (Diagnostic<? extends JavaFileObject> diagnostic : found.getDiagnostics()) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
        errors.add(diagnostic.getMessage(Locale.ROOT));
      }
    }
    return errors;
  }

  private static Path place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void whatAnAgentMayDoCompiles() throws URISyntaxException {
    assertEquals(
        List.of(),
        problems("Proposal again(Proposal p) { return p; } String id(Fact f) { return f.id(); }"));
  }

  @Test
  void noAgentCanConstructAFact() throws URISyntaxException {
    List<String> problems =
        problems("Fact make(Proposal p) { return new Fact(\"id\", \"agent\", 1, p); }");
    assertEquals(1, problems.size());
    assertTrue(problems.getFirst().contains("not public in dev.converge.core.Fact"));
  }

  @Test
  void noAgentCanExtendFact() throws URISyntaxException {
    List<String> problems = problems("abstract static class Mine extends Fact {}");
    assertTrue(problems.getFirst().contains("cannot inherit from final"), problems.toString());
  }
}
