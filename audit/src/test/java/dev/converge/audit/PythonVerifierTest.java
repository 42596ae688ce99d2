package dev.converge.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.converge.testkit.OutcomeFlow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Another program, written from the description of the format, comes to the same verdicts.
class PythonVerifierTest {
  private static final Path SCRIPT = Path.of("..", "examples", "verify_bundle.py");
  private static final int MAX_LINES = 185;
  private static final int FLIPS = 25;

  @TempDir private Path directory;

  private record Said(int exit, String output) {}

  @BeforeAll
  static void needsPython() throws InterruptedException {
    try {
      assumeTrue(new ProcessBuilder("python3", "--version").start().waitFor() == 0);
    } catch (IOException e) {
      assumeTrue(false, "no python3 on the path");
    }
  }

  static List<OutcomeFlow> flows() {
    return Samples.flows();
  }

  private Said verify(byte[] bundle, String... key) throws IOException, InterruptedException {
    Path file = directory.resolve("bundle.zip");
    Files.write(file, bundle);
    ProcessBuilder python = new ProcessBuilder("python3", SCRIPT.toString(), file.toString());
    python.command().addAll(List.of(key));
    Process process = python.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    List<String> lines = output.strip().lines().toList();
    // What people did stands before the verdict.
    return new Said(exit, exit == 0 ? lines.getLast() : output.strip());
  }

  @Test
  void itIsShortAndUsesTheStandardLibraryAlone() throws IOException {
    List<String> lines = Files.readAllLines(SCRIPT);
    assertTrue(lines.size() <= MAX_LINES, lines.size() + " lines (expected: at most " + MAX_LINES);
    assertEquals(
        List.of("import hashlib, json, struct, sys, zlib"),
        lines.stream()
            .filter(line -> line.startsWith("import ") || line.startsWith("from "))
            .toList());
  }

  @ParameterizedTest
  @MethodSource("flows")
  void aBundleOfEveryOutcomeFits(OutcomeFlow flow) throws Exception {
    byte[] bundle = Samples.bundle(flow.name());
    assertEquals(new Said(0, "valid"), verify(bundle, Samples.KEY.publicKey().hex()));
  }

  static List<Path> recorded() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", "replays"))) {
      return files.filter(file -> file.toString().endsWith(".zip")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void aBundleThatAReleaseRecordedFits(Path bundle) throws Exception {
    assertEquals(
        new Said(0, "valid; the key is from the bundle itself"),
        verify(Files.readAllBytes(bundle)));
  }

  @Test
  void itSaysWhoseTheKeyIs() throws Exception {
    byte[] bundle = Samples.bundle("waiting");
    assertEquals(new Said(0, "valid; the key is from the bundle itself"), verify(bundle));
    assertEquals(new Said(1, "key: not the trusted one"), verify(bundle, "0".repeat(64)));
  }

  @Test
  void aFlippedBitIsFound() throws Exception {
    byte[] bundle = Samples.bundle("people");
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < FLIPS; i++) {
      byte[] flipped = bundle.clone();
      int position = random.nextInt(bundle.length);
      flipped[position] ^= (byte) (1 << random.nextInt(8));
      Said said = verify(flipped);
      assertEquals(1, said.exit(), "byte " + position + ": " + said.output());
    }
  }

  @Test
  void whatIsSignedButDoesNotFitIsFound() throws Exception {
    Forged forged = new Forged(Samples.bundle("converged"));
    forged.lines(
        BundleFormat.EVENTS,
        lines -> {
          lines.add(5, lines.remove(4));
          return lines;
        });
    String output = verify(forged.signed(Samples.KEY)).output();
    assertTrue(output.contains("event 5: sequence or run does not fit"), output);
    assertTrue(output.contains("event 5: hash does not fit"), output);
    Forged facts = new Forged(Samples.bundle("converged"));
    facts.with(BundleFormat.FACTS, "{\"facts\":[]}");
    assertEquals(
        new Said(1, "facts: not those that the events promoted"),
        verify(facts.signed(Samples.KEY), Samples.KEY.publicKey().hex()));
  }
}
