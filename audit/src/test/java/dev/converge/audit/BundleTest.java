package dev.converge.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.event.Sealed;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.replay.Replay;
import dev.converge.testkit.FlowRecorder;
import dev.converge.testkit.FlowRecorder.Recorded;
import dev.converge.testkit.OutcomeAgents;
import dev.converge.testkit.OutcomeFlow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BundleTest {
  static List<OutcomeFlow> flows() {
    return Samples.flows();
  }

  @ParameterizedTest
  @MethodSource("flows")
  void aBundleOfEveryOutcomeVerifiesAndReplays(OutcomeFlow flow) throws IOException {
    Recorded recorded = FlowRecorder.record(flow);
    byte[] bundle = Samples.bundle(recorded);
    Verdict verdict = Verifier.verify(BundleBytes.of(bundle), Samples.KEY.publicKey());
    assertEquals(List.of(), verdict.findings());
    assertTrue(verdict.valid());
    assertEquals(recorded.runId(), verdict.runId());
    assertEquals(recorded.events().size(), verdict.events());
    Replay replay =
        BundleReplay.replay(BundleBytes.of(bundle), Samples.PROGRAMS, new OutcomeAgents());
    assertNull(replay.difference());
    assertEquals(recorded.state(), replay.state());
  }

  @Test
  void theSameRunGivesTheSameBytesEachTime() throws IOException {
    assertArrayEquals(Samples.bundle("people"), Samples.bundle("people"));
  }

  @Test
  void sizeAndTagAreKnownBeforeItIsWritten() throws IOException {
    Recorded recorded = FlowRecorder.record(Samples.flow("converged"));
    Bundle bundle = Bundle.of(Samples.record(recorded), Samples.ORIGIN, Samples.KEY);
    byte[] bytes = Samples.bundle(recorded);
    assertEquals(bytes.length, bundle.size());
    assertEquals(Digest.sha256(new Forged(bytes).bytes(BundleFormat.MANIFEST)), bundle.etag());
    assertEquals("run_converged.zip", bundle.fileName());
  }

  @Test
  void anyZipReaderReadsIt() throws IOException {
    byte[] bundle = Samples.bundle("converged");
    Forged files = new Forged(bundle);
    List<String> names = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bundle))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
        assertArrayEquals(files.bytes(entry.getName()), zip.readAllBytes(), entry.getName());
      }
    }
    assertEquals(BundleFormat.FILES, names);
  }

  @Test
  void itHoldsTheEventsAsTheyAreStored() throws IOException {
    Recorded recorded = FlowRecorder.record(Samples.flow("repaired"));
    StringBuilder lines = new StringBuilder();
    for (Sealed line : recorded.lines()) {
      lines.append(new String(line.json(), StandardCharsets.UTF_8)).append('\n');
    }
    Forged files = new Forged(Samples.bundle(recorded));
    assertEquals(lines.toString(), files.text(BundleFormat.EVENTS));
    List<String> calls = files.text(BundleFormat.MODEL_CALLS).lines().toList();
    assertEquals(2, calls.size());
    Json.Obj call = (Json.Obj) Json.parse(calls.getFirst());
    assertEquals(Json.of("clumsy"), call.get("agent").orElseThrow());
    assertEquals(Json.of(Digest.of("too much")), call.get("response_sha256").orElseThrow());
  }

  @Test
  void anEventThatChangesWhileItIsWrittenEndsTheWriting() throws IOException {
    Recorded recorded = FlowRecorder.record(Samples.flow("waiting"));
    RunRecord record = Samples.record(recorded);
    List<Sealed> lines = new ArrayList<>(recorded.lines());
    RunRecord growing =
        new RunRecord(
            record.jobId(),
            record.runId(),
            null,
            record.createdAt(),
            record.submission(),
            record.template(),
            consumer -> {
              for (Sealed line : List.copyOf(lines)) {
                consumer.accept(line);
              }
            });
    Bundle bundle = Bundle.of(growing, Samples.ORIGIN, Samples.KEY);
    lines.removeLast();
    IOException refused =
        assertThrows(IOException.class, () -> bundle.writeTo(OutputStream.nullOutputStream()));
    assertEquals("events.ndjson changed while the bundle was written", refused.getMessage());
  }

  @Test
  void aTemplateThatCompilesToAnotherHashIsNotReplayed() throws IOException {
    byte[] bundle = Samples.bundle("converged");
    ConvergeException refused =
        assertThrows(
            ConvergeException.class,
            () ->
                BundleReplay.replay(
                    BundleBytes.of(bundle),
                    template -> Samples.flow("waiting").program(),
                    new OutcomeAgents()));
    assertEquals(ErrorCode.INVALID, refused.code());
  }
}
