package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Holds `THIRD-PARTY.txt` to the libraries of the distribution. With `-Dconverge.docs=write` it
/// writes the file anew. The quick build makes no list to compare with.
final class LicencesTest {
  private static final Path COMMITTED = Path.of("..", "THIRD-PARTY.txt");
  private static final Path MADE = Path.of("target", "licences", "THIRD-PARTY.txt");

  private static List<String> libraries() throws IOException {
    return Files.readAllLines(MADE).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("("))
        .sorted()
        .toList();
  }

  @Test
  void theListOfLibrariesAndTheirLicencesIsThatOfTheBuild() throws IOException {
    boolean quick = Path.of("target", "quick").toAbsolutePath().equals(classes().getParent());
    assumeTrue(!quick && Files.exists(MADE), "the quick build makes no list");
    String text =
        "Libraries in the distribution of converge-runtime, each with its licence. Made by the"
            + " build.\n\n"
            + String.join("\n", libraries())
            + "\n";
    if ("write".equals(System.getProperty("converge.docs"))) {
      Files.writeString(COMMITTED, text);
    }
    assertEquals(
        text,
        Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "",
        "THIRD-PARTY.txt is out of date: run this test with -Dconverge.docs=write");
  }

  private static Path classes() {
    return Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toAbsolutePath();
  }

  @Test
  void theListIsThereForWhoeverGetsTheDistribution() throws IOException {
    String text = Files.readString(COMMITTED);
    assertTrue(text.contains("org.xerial:sqlite-jdbc"), text);
    assertTrue(Files.readString(Path.of("..", "NOTICE")).contains("THIRD-PARTY.txt"));
  }
}
