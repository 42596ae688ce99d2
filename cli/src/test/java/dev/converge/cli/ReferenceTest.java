package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.cli.config.ConfigurationPage;
import dev.converge.runtime.metrics.MetricsFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Holds `docs/reference` to the code. With `-Dconverge.docs=write` it writes the pages anew.
final class ReferenceTest {
  private static final Path FOLDER = Path.of("..", "docs", "reference");

  private static void check(String page, String text) throws IOException {
    Path file = FOLDER.resolve(page);
    if ("write".equals(System.getProperty("converge.docs"))) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, text);
    }
    assertEquals(
        Files.exists(file) ? Files.readString(file) : "",
        text,
        () -> page + " is out of date: run this test with -Dconverge.docs=write");
  }

  @Test
  void theReferenceOfTheConfigurationIsThatOfTheTable() throws IOException {
    check("configuration.md", ConfigurationPage.text());
  }

  @Test
  void theReferenceOfTheMetricsIsThatOfTheTable() throws IOException {
    check("metrics.md", MetricsFeature.reference());
  }

  @Test
  void theReferenceOfTheErrorsIsThatOfTheCodes() throws IOException {
    check("errors.md", ErrorsPage.text(SourceCode.declared()));
  }

  @Test
  void theReferenceOfTheLimitsIsThatOfTheConstants() throws IOException {
    check("limits.md", LimitsPage.text(SourceCode.declared()));
  }

  @Test
  void theReferenceOfTheEventsIsThatOfTheContract() throws IOException {
    check("events.md", EventsPage.text());
  }
}
