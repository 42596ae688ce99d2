package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.audit.BundleBytes;
import dev.converge.audit.Verifier;
import dev.converge.audit.VerifyKey;
import dev.converge.engine.replay.Difference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The bundles that releases recorded verify and replay, for ever.
final class ReplaysTest {
  static final Path REPLAYS = Path.of("..", "replays");

  private static final String HINT =
      "\n(A rule agent that says other things is of another version. While this version is not"
          + " released yet, its bundles may be recorded anew: replays/README.md)";

  private static final String RECORD =
      " (expected: a bundle for every end and every template that ships; give the template an"
          + " evaluation, and record as replays/README.md says)";

  static List<Path> bundles() throws IOException {
    return ReplayFolder.bundles(REPLAYS);
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void aRecordedBundleVerifiesAndReplays(Path bundle) throws IOException {
    assertEquals(List.of(), Verifier.verify(BundleBytes.of(bundle), key(bundle)).findings());
    Difference difference = ReplayFolder.replay(bundle).difference();
    assertEquals("", difference == null ? "" : difference.message() + HINT);
  }

  /// The one of the folder's keys that a bundle was signed with.
  static VerifyKey key(Path bundle) throws IOException {
    String id = Verifier.verify(BundleBytes.of(bundle)).keyId();
    return Files.readAllLines(bundle.resolveSibling(RecordReplays.KEYS)).stream()
        .map(VerifyKey::new)
        .filter(key -> key.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyFlowAndEveryOutcomeExists() throws IOException {
    TreeSet<String> expected = RecordReplays.expected();
    TreeSet<String> found = new TreeSet<>();
    bundles()
        .forEach(bundle -> found.add(bundle.getFileName().toString().replaceFirst("[.]zip$", "")));
    expected.removeAll(found);
    assertTrue(expected.isEmpty(), () -> "not recorded: " + expected + RECORD);
  }

  @Test
  void anotherProcessTimeZoneLanguageAndNumberOfThreadsMakeNoDifference() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ActiveProcessorCount=1",
                "-XX:TieredStopAtLevel=1",
                "-Duser.timezone=Pacific/Kiritimati",
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Dfile.encoding=ISO-8859-9",
                "-cp",
                System.getProperty("java.class.path"),
                ReplayFolder.class.getName(),
                REPLAYS.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    List<String> expected = new ArrayList<>();
    bundles().forEach(bundle -> expected.add(bundle.getFileName() + ": identical"));
    assertEquals(expected, said.lines().toList());
  }
}
