package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Holds `docs/reference` to the code. With `-Dconverge.write=true` it writes the pages anew.
final class ReferenceTest {
  private static final Path FOLDER = Path.of("..", "docs", "reference");

  private static void check(String page, String text) throws IOException {
    Path file = FOLDER.resolve(page);
    if (Boolean.getBoolean("converge.write")) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, text);
    }
    assertEquals(
        Files.exists(file) ? Files.readString(file) : "",
        text,
        () -> page + " is out of date: run this test with -Dconverge.write=true");
  }

  @Test
  void theReferenceOfTheConfigurationIsThatOfTheTable() throws IOException {
    check("configuration.md", ConfigurationPage.text());
  }
}
