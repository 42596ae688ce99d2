package dev.converge.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.event.Sealed;
import dev.converge.domain.template.wiring.ReportLayout;
import dev.converge.report.document.Block;
import dev.converge.report.document.Document;
import dev.converge.report.format.ReportFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every recorded run has a report, in each format.
final class RunReportTest {
  private static final Path REPLAYS = Path.of("../replays");

  static List<Path> bundles() throws IOException {
    try (Stream<Path> files = Files.walk(REPLAYS)) {
      return files.filter(file -> file.toString().endsWith(".zip")).sorted().toList();
    }
  }

  static RunReport report(Path bundle) throws IOException {
    RunReport report = new RunReport();
    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      String events =
          new String(
              zip.getInputStream(zip.getEntry("events.ndjson")).readAllBytes(),
              StandardCharsets.UTF_8);
      events.lines().forEach(line -> report.take(sealed(line)));
    }
    return report;
  }

  private static Sealed sealed(String line) {
    return new Sealed(1, "", "", line.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(Document document, ReportFormat format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.write(document, out);
    return out.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void everyRecordedRunHasAReportThatIsAlwaysTheSame(Path bundle) throws IOException {
    assertFalse(report(bundle).isErased());
    for (ReportFormat format : ReportFormat.values()) {
      if (format == ReportFormat.DOCX && bundle.getFileName().toString().startsWith("testkit-h")) {
        continue; // The slow format, on runs that differ little.
      }
      byte[] bytes = bytes(report(bundle).document(ReportLayout.DEFAULT), format);
      assertArrayEquals(bytes, bytes(report(bundle).document(ReportLayout.DEFAULT), format));
      assertTrue(bytes.length > 1_000);
      String dir = System.getProperty("converge.reports");
      if (dir != null) {
        Files.write(Path.of(dir, bundle.getFileName() + "." + format.extension()), bytes);
      }
    }
  }

  @Test
  void aReportSaysWhoDecidedWhatWasUsedAndHowToVerify() throws IOException {
    String text =
        new String(
            bytes(
                report(REPLAYS.resolve("0.1.0/testkit-people.zip")).document(ReportLayout.DEFAULT),
                ReportFormat.MARKDOWN),
            StandardCharsets.UTF_8);
    assertTrue(text.contains("| approved | carl | as I see it |"), text);
    assertTrue(text.contains("| Cycles | 3 | 10 |"), text);
    assertTrue(text.contains("`converge verify run_people.zip`"), text);
    assertTrue(text.contains("because it depends on live models, observations, people"), text);
  }

  @Test
  void aChartIsATableWithARowForEachElement() throws IOException {
    ReportLayout layout =
        ReportLayout.ofWiring(
            """
            name: x
            version: 1.0.0
            spec: x.feature
            agents: [{ id: a, requirements: deterministic }]
            report:
              title: Claim charts
              sections:
                - { key: Claims, form: text }
                - { key: Shortlist, form: list }
                - key: Charts
                  form: table
                  rows: elements
                  columns:
                    - { title: Element, value: content }
                    - { title: Shown by, value: content, from: evidence, where: element }
            """);
    Document document =
        report(REPLAYS.resolve("0.1.0/patent-research-converged.zip")).document(layout);
    assertEquals("Claim charts", document.title());
    Block.Table chart =
        document.blocks().stream()
            .filter(Block.Table.class::isInstance)
            .map(Block.Table.class::cast)
            .filter(table -> table.header().equals(List.of("Element", "Shown by")))
            .findFirst()
            .orElseThrow();
    assertEquals(3, chart.rows().size());
    String shown = chart.rows().getFirst().getLast().spans().getFirst().text();
    assertTrue(shown.startsWith("US135245 shows"), shown);
    assertEquals("–", chart.rows().getLast().getLast().spans().getFirst().text());
  }
}
