package dev.converge.cli.eval;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// The results of fixtures in the JUnit XML format of build servers: a test case for each fixture,
/// in the class of its template. Not thread-safe.
public final class JUnitReport {
  private record Case(EvalOutcome outcome, String label, Duration took) {}

  private final List<Case> cases = new ArrayList<>();

  /// A report without test cases yet.
  public JUnitReport() {}

  /// Adds a fixture that was run.
  ///
  /// @param label of the sample; empty if there is one per fixture
  public void add(EvalOutcome outcome, String label, Duration took) {
    cases.add(new Case(outcome, label, took));
  }

  /// Writes the report, replacing an existing file.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if that fails
  public void write(Path file) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, xml());
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private String xml() {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      out.writeStartDocument("UTF-8", "1.0");
      out.writeStartElement("testsuite");
      out.writeAttribute("name", "converge eval");
      out.writeAttribute("tests", String.valueOf(cases.size()));
      out.writeAttribute(
          "failures", String.valueOf(cases.stream().filter(one -> !one.outcome().holds()).count()));
      out.writeAttribute(
          "time", seconds(cases.stream().map(Case::took).reduce(Duration.ZERO, Duration::plus)));
      for (Case one : cases) {
        write(out, one);
      }
      out.writeEndElement();
      out.writeEndDocument();
      out.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a report in memory cannot be written", e);
    }
    return text.toString();
  }

  private static void write(XMLStreamWriter out, Case one) throws XMLStreamException {
    out.writeStartElement("testcase");
    out.writeAttribute("classname", one.outcome().fixture().template());
    String label = one.label().isEmpty() ? "" : " [" + one.label() + "]";
    out.writeAttribute("name", one.outcome().fixture().name() + label);
    out.writeAttribute("time", seconds(one.took()));
    if (!one.outcome().holds()) {
      out.writeStartElement("failure");
      out.writeAttribute("message", clean(one.outcome().failures().getFirst()));
      out.writeCharacters(clean(String.join("\n", one.outcome().failures())));
      out.writeEndElement();
    }
    out.writeStartElement("system-out");
    out.writeCharacters(clean(one.outcome().summary()));
    out.writeEndElement();
    out.writeEndElement();
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1_000.0);
  }

  /// Without the characters that XML cannot hold.
  private static String clean(String text) {
    return text.codePoints()
        .filter(c ->
            c == '\t'
                || c == '\n'
                || (c >= ' ' && (c < 0xD800 || c > 0xDFFF) && c < 0xFFFE)
                || c > 0xFFFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
