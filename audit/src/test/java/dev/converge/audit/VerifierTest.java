package dev.converge.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.audit.Finding.Check;
import dev.converge.core.Chain;
import dev.converge.core.Event;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.testkit.FlowRecorder;
import dev.converge.testkit.FlowRecorder.Recorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VerifierTest {
  private static final boolean LONG = "long".equals(System.getProperty("converge.tests"));

  /// Bytes that are verified after flips in the normal tier, so that its time does not grow with
  /// what is recorded.
  private static final long MAX_VERIFIED_BYTES = 200_000_000;

  private static Verdict verify(byte[] bundle) throws IOException {
    return Verifier.verify(BundleBytes.of(bundle), Samples.KEY.publicKey());
  }

  private static Set<Check> broken(byte[] bundle) throws IOException {
    Verdict verdict = verify(bundle);
    assertFalse(verdict.valid());
    return verdict.findings().stream()
        .filter(Finding::isProblem)
        .map(Finding::check)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Check.class)));
  }

  /// Broken in exactly these respects.
  private static void assertBroken(byte[] bundle, Check... checks) throws IOException {
    assertEquals(
        EnumSet.copyOf(List.of(checks)), broken(bundle), verify(bundle).findings().toString());
  }

  private static byte[] flipped(byte[] bundle, int position, int bit) {
    byte[] flipped = bundle.clone();
    flipped[position] ^= (byte) (1 << bit);
    return flipped;
  }

  private static void assertFlipIsFound(byte[] bundle, int position, int bit) {
    Verdict verdict;
    try {
      verdict = verify(flipped(bundle, position, bit));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertFalse(verdict.valid(), () -> "byte " + position + ", bit " + bit);
    Finding first = verdict.findings().getFirst();
    assertTrue(first.message().contains("expected: "), first::toString);
  }

  @Test
  void oneBitFlippedAnywhereInTheSmallestBundleIsFound() throws IOException {
    byte[] bundle = Samples.bundle("converged-at-once");
    IntStream.range(0, bundle.length)
        .parallel()
        .forEach(position -> assertFlipIsFound(bundle, position, position % 8));
  }

  @Test
  void oneBitFlippedAtRandomInTheLargestRecordedBundleIsFound() throws IOException {
    byte[] bundle = Files.readAllBytes(largest());
    assertTrue(valid(bundle));
    long flips = LONG ? 10_000 : Math.min(1_000, MAX_VERIFIED_BYTES / bundle.length);
    new SplittableRandom(9)
        .ints(flips, 0, bundle.length * 8)
        .parallel()
        .forEach(bit -> assertFalse(valid(flipped(bundle, bit / 8, bit % 8)), () -> "bit " + bit));
  }

  private static boolean valid(byte[] bundle) {
    try {
      return Verifier.verify(BundleBytes.of(bundle)).valid();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path largest() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", "replays"))) {
      return files
          .filter(file -> file.toString().endsWith(".zip"))
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }

  @Test
  void aBundleCutOffAnywhereIsRefused() throws IOException {
    byte[] bundle = Samples.bundle("converged-at-once");
    for (int length = 0; length < bundle.length; length += 7) {
      assertFalse(verify(Arrays.copyOf(bundle, length)).valid(), "length " + length);
    }
  }

  @Test
  void aBundleWithMoreBehindItIsRefused() throws IOException {
    byte[] bundle = Samples.bundle("failed");
    Verdict verdict = verify(Arrays.copyOf(bundle, bundle.length + 3));
    assertEquals(
        List.of(
            "archive: byte " + bundle.length + ": 3 bytes after the end record (expected: none)"),
        verdict.findings().stream().map(Finding::toString).toList());
  }

  @Test
  void everyEventRemovedAddedOrMovedIsFoundAlsoUnderAKeyOfTheServer() throws IOException {
    int events = FlowRecorder.record(Samples.flow("converged")).lines().size();
    for (int i = 0; i < events - 1; i++) {
      int at = i;
      Set<Check> removed =
          broken(
              forge("converged", BundleFormat.EVENTS, lines -> lines.remove(at))
                  .signed(Samples.KEY));
      assertTrue(
          removed.containsAll(Set.of(Check.CHAIN, Check.SEQUENCE, Check.MANIFEST)), "removed " + i);
      Set<Check> doubled =
          broken(
              forge("converged", BundleFormat.EVENTS, lines -> lines.add(at, lines.get(at)))
                  .signed(Samples.KEY));
      assertTrue(doubled.containsAll(Set.of(Check.CHAIN, Check.SEQUENCE)), "doubled " + i);
      Set<Check> swapped =
          broken(
              forge("converged", BundleFormat.EVENTS, lines -> lines.add(at + 1, lines.remove(at)))
                  .signed(Samples.KEY));
      assertTrue(swapped.containsAll(Set.of(Check.CHAIN, Check.SEQUENCE)), "swapped " + i);
    }
  }

  @Test
  void theLastEventRemovedIsFound() throws IOException {
    assertBroken(
        forge("converged", BundleFormat.EVENTS, List::removeLast).signed(Samples.KEY),
        Check.MANIFEST);
  }

  @Test
  void anEventOfAnotherRunIsFound() throws IOException {
    List<String> other =
        new Forged(Samples.bundle("cancelled")).text(BundleFormat.EVENTS).lines().toList();
    Set<Check> found =
        broken(
            forge("converged", BundleFormat.EVENTS, lines -> lines.set(4, other.get(4)))
                .signed(Samples.KEY));
    assertTrue(found.containsAll(Set.of(Check.RUN, Check.CHAIN)), found.toString());
  }

  /// Whoever makes the chain anew cannot make it the one that was signed, and what is derived from
  /// the events no longer fits.
  @Test
  void aRecreatedChainIsFoundByTheManifestAndTheSignature() throws IOException {
    Recorded recorded = FlowRecorder.record(Samples.flow("converged"));
    List<Event> events = new ArrayList<>(recorded.events());
    events.removeIf(event -> event.body() instanceof dev.converge.core.Body.ModelCalled);
    List<Event> renumbered = new ArrayList<>();
    for (Event e : events) {
      renumbered.add(new Event(renumbered.size() + 1L, e.cycle(), e.at(), e.agent(), e.body()));
    }
    StringBuilder lines = new StringBuilder();
    for (Sealed line :
        new Chain(recorded.runId(), Chain.START)
            .seal(renumbered, new byte[renumbered.size() * Chain.SALT_BYTES])) {
      lines.append(new String(line.json(), StandardCharsets.UTF_8)).append('\n');
    }
    Forged forged = new Forged(Samples.bundle(recorded));
    forged.with(BundleFormat.EVENTS, lines.toString());
    // Facts carry the sequence of their event, so they do not fit either.
    assertBroken(forged.archive(), Check.DIGEST, Check.MANIFEST, Check.MODEL_CALLS, Check.FACTS);
  }

  @Test
  void aFactRewordedEverywhereIsFoundByTheChain() throws IOException {
    Forged forged = new Forged(Samples.bundle("converged"));
    for (String name : List.of(BundleFormat.EVENTS, BundleFormat.FACTS)) {
      forged.with(name, forged.text(name).replace("SECOND, WITH", "SECOND, WITHOUT"));
    }
    assertBroken(forged.signed(Samples.KEY), Check.CHAIN, Check.MODEL_CALLS, Check.RESULT);
  }

  @Test
  void aModelCallAddedRemovedOrChangedIsFound() throws IOException {
    String calls = BundleFormat.MODEL_CALLS;
    assertBroken(
        forge("repaired", calls, List::removeFirst).signed(Samples.KEY), Check.MODEL_CALLS);
    assertBroken(
        forge("repaired", calls, lines -> lines.add(lines.getFirst())).signed(Samples.KEY),
        Check.MODEL_CALLS);
    assertBroken(
        forge("repaired", calls, lines -> lines.addLast(lines.removeFirst())).signed(Samples.KEY),
        Check.MODEL_CALLS);
    assertBroken(
        forge(
                "repaired",
                BundleFormat.EVENTS,
                lines ->
                    lines.replaceAll(
                        line -> line.replace("\\\"attempt\\\":1", "\\\"attempt\\\":7")))
            .signed(Samples.KEY),
        Check.CHAIN,
        Check.MODEL_CALLS);
  }

  @Test
  void aFactAddedRemovedOrMovedIsFound() throws IOException {
    String facts = BundleFormat.FACTS;
    String text = new Forged(Samples.bundle("converged")).text(facts);
    int second = text.indexOf("},{\"agent\"") + 1;
    String without = "{\"facts\":[" + text.substring(second + 1);
    assertBroken(
        new Forged(Samples.bundle("converged")).with(facts, without).signed(Samples.KEY),
        Check.FACTS);
    String more = text.substring(0, text.length() - 2) + ",{}]}";
    assertBroken(
        new Forged(Samples.bundle("converged")).with(facts, more).signed(Samples.KEY), Check.FACTS);
    Verdict verdict =
        verify(new Forged(Samples.bundle("converged")).with(facts, without).signed(Samples.KEY));
    assertTrue(
        verdict.findings().getFirst().message().contains("at seed:a of event "),
        verdict.findings().toString());
  }

  @Test
  void aTemplateOfAnotherFlowIsFound() throws IOException {
    Forged other = new Forged(Samples.bundle("waiting"));
    assertBroken(
        new Forged(Samples.bundle("converged"))
            .with(BundleFormat.SPEC, other.bytes(BundleFormat.SPEC))
            .with(BundleFormat.WIRING, other.bytes(BundleFormat.WIRING))
            .signed(Samples.KEY),
        Check.TEMPLATE);
    assertBroken(
        new Forged(Samples.bundle("converged"))
            .with(BundleFormat.SPEC, other.bytes(BundleFormat.SPEC))
            .archive(),
        Check.DIGEST,
        Check.TEMPLATE);
  }

  @Test
  void seedsThatWereNotSubmittedAreFound() throws IOException {
    Forged forged = new Forged(Samples.bundle("converged"));
    String job = forged.text(BundleFormat.JOB);
    assertBroken(
        forged.with(BundleFormat.JOB, job.replace("\"first\"", "\"worst\"")).signed(Samples.KEY),
        Check.SEEDS);
    assertBroken(
        forged
            .with(BundleFormat.JOB, Json.object().put("template", "converged").build().canonical())
            .signed(Samples.KEY),
        Check.SEEDS);
  }

  @Test
  void aSignatureOfAnotherBundleOrKeyIsFound() throws IOException {
    Forged other = new Forged(Samples.bundle("waiting"));
    assertBroken(
        new Forged(Samples.bundle("converged"))
            .with(BundleFormat.SIGNATURE, other.bytes(BundleFormat.SIGNATURE))
            .archive(),
        Check.SIGNATURE);
    SigningKey stranger = SigningKey.generate();
    byte[] signed = new Forged(Samples.bundle("converged")).signed(stranger);
    assertBroken(signed, Check.KEY);
  }

  @Test
  void withoutATrustedKeyItSaysWhoseKeyItIs() throws IOException {
    SigningKey stranger = SigningKey.generate();
    Verdict verdict =
        Verifier.verify(BundleBytes.of(new Forged(Samples.bundle("converged")).signed(stranger)));
    assertTrue(verdict.valid());
    assertEquals(stranger.publicKey().id(), verdict.keyId());
    assertEquals(
        List.of(
            "key: signature.json: the key "
                + stranger.publicKey().id()
                + " is from the bundle itself: it proves that the bundle is complete, not who made"
                + " it"),
        verdict.findings().stream().map(Finding::toString).toList());
  }

  @Test
  void bytesThatAreNotABundleAreRefused() throws IOException {
    for (String text : List.of("", "PK", "not a bundle at all, but longer than a header is long")) {
      Verdict verdict = verify(text.getBytes(StandardCharsets.UTF_8));
      assertFalse(verdict.valid());
      assertEquals(Check.ARCHIVE, verdict.findings().getFirst().check());
    }
  }

  private interface Change {
    void apply(List<String> lines);
  }

  private static Forged forge(String flow, String file, Change change) throws IOException {
    return new Forged(Samples.bundle(flow))
        .lines(
            file,
            lines -> {
              change.apply(lines);
              return lines;
            });
  }
}
