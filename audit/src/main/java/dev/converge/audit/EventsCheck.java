package dev.converge.audit;

import dev.converge.audit.Finding.Check;
import dev.converge.core.Chain;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks a bundle's events one by one, together with the files that are derived from them. Used
/// once.
final class EventsCheck {
  private final Archive archive;
  private final Findings findings;
  private final String runId;
  private final RunTotals fold = new RunTotals(true);
  private final ForkCheck origin;
  private Chain chain;
  private long expected = 1;
  private long firstErased;
  private boolean readable = true;
  private boolean over;

  EventsCheck(Archive archive, String runId, Findings findings) {
    this.archive = archive;
    this.runId = runId;
    this.findings = findings;
    this.chain = new Chain(runId, Chain.START);
    this.origin = new ForkCheck(findings);
  }

  /// The totals of the events.
  RunTotals fold() {
    return fold;
  }

  /// Whether every event could be read.
  boolean readable() {
    return readable;
  }

  void run() throws IOException {
    try (InputStream events = archive.open(BundleFormat.EVENTS);
        InputStream storedFacts = archive.open(BundleFormat.FACTS);
        InputStream storedCalls = archive.open(BundleFormat.MODEL_CALLS)) {
      StreamComparison facts = new StreamComparison(storedFacts);
      StreamComparison calls = new StreamComparison(storedCalls);
      facts.next("its beginning");
      FactsWriter writer = new FactsWriter(facts);
      LineReader lines = new LineReader(events);
      int number = 0;
      while (readable) {
        number++;
        String where = BundleFormat.EVENTS + " line " + number;
        Json.Obj event = next(lines, where);
        if (event == null) {
          break;
        }
        take(event, where, writer, facts, calls);
      }
      facts.next("its end");
      writer.end();
      if (readable) {
        parted(Check.FACTS, BundleFormat.FACTS, facts, "the facts that the events promoted");
        parted(
            Check.MODEL_CALLS,
            BundleFormat.MODEL_CALLS,
            calls,
            "the model calls that the events recorded");
      }
    }
    if (fold.erased() > 0) {
      findings.note(
          Check.ERASURE,
          BundleFormat.EVENTS,
          "content erased of "
              + fold.erased()
              + " of "
              + fold.events()
              + " events, the first is event "
              + firstErased
              + "; seeds, facts and result cannot be checked");
    }
  }

  private void parted(Check check, String file, StreamComparison matcher, String what)
      throws IOException {
    matcher
        .difference()
        .ifPresent(where ->
            findings.problem(check, file, where + ": not " + what + " (expected: exactly those)"));
  }

  private Json.@Nullable Obj next(LineReader lines, String where) throws IOException {
    try {
      byte[] line = lines.next();
      return line == null ? null : BundleJson.object(line);
    } catch (IllegalArgumentException e) {
      unreadable(where, e);
      return null;
    }
  }

  private void unreadable(String where, RuntimeException e) {
    readable = false;
    findings.problem(Check.CHAIN, where, e.getMessage() + "; the rest cannot be checked");
  }

  private void take(
      Json.Obj event,
      String where,
      FactsWriter writer,
      StreamComparison facts,
      StreamComparison calls)
      throws IOException {
    try {
      String place = where + " (" + RunTotals.text(event, "type") + ")";
      boolean continues =
          RunTotals.text(event, "type").equals("run_continued") && event.get("erased").isEmpty();
      if (continues) {
        continued(event, place);
      } else if (over) {
        findings.problem(Check.SEQUENCE, place, "follows the final event (expected: nothing)");
      }
      sequence(event, place);
      chained(event, place);
      RunTotals.Derived derived = fold.take(event);
      if (fold.erased() > 0 && firstErased == 0) {
        firstErased = expected - 1;
      }
      if (event.get("erased").isEmpty()) {
        origin.take(event, place);
      }
      if (RunTotals.text(event, "type").equals("model_sent") && event.get("erased").isEmpty()) {
        requested(event, place);
      }
      over |= fold.recordedHash().isPresent();
      if (derived.fact().isPresent()) {
        facts.next(RunTotals.text(derived.fact().get(), "fact_id") + " of event " + (expected - 1));
        writer.write(derived.fact().get());
      }
      if (derived.modelCall().isPresent()) {
        requested(event, place);
        calls.next("the call of event " + (expected - 1));
        calls.write(
            (derived.modelCall().get().canonical() + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IllegalArgumentException | ClassCastException e) {
      unreadable(where, e);
    }
  }

  /// Each end of a continued run has its own result.
  private void continued(Json.Obj event, String place) {
    if (!over && fold.erased() == 0) {
      findings.problem(
          Check.SEQUENCE, place, "continues a run that has not ended (expected: ended)");
    }
    long epoch = RunTotals.number(event, "epoch");
    if (epoch != fold.epoch() + 1 && fold.erased() == 0) {
      findings.problem(
          Check.SEQUENCE, place, "epoch: " + epoch + " (expected: " + (fold.epoch() + 1) + ")");
    }
    result(place);
    over = false;
  }

  /// The last recorded result is the one that the events lead to.
  void result(String place) {
    Optional<String> recorded = fold.recordedHash();
    if (recorded.isPresent() && fold.erased() == 0) {
      findings.expect(Check.RESULT, place, "result hash", recorded.get(), fold.resultHash());
    }
  }

  private void sequence(Json.Obj event, String place) {
    long sequence =
        RunTotals.member(event, "sequence") instanceof Json.Num number ? (long) number.value() : 0;
    if (sequence != expected) {
      findings.problem(
          Check.SEQUENCE,
          place,
          "sequence: "
              + sequence
              + " (expected: "
              + expected
              + "), so events were removed, added or moved before it");
    }
    expected = sequence + 1;
    if (!RunTotals.text(event, "run_id").equals(runId)) {
      findings.problem(
          Check.RUN,
          place,
          "run: " + RunTotals.text(event, "run_id") + " (expected: " + runId + ")");
    }
  }

  /// After a wrong event, the chain continues from the hash that the event claims, so that each
  /// finding is a separate break.
  private void chained(Json.Obj event, String place) {
    String claimed = RunTotals.text(event, "hash");
    Chain own = new Chain(RunTotals.text(event, "run_id"), chain.last());
    String broken = own.verify(event);
    if (broken != null) {
      findings.problem(
          Check.CHAIN,
          place,
          broken + ", so its content, its header or the event before it was changed");
    }
    chain = new Chain(runId, claimed);
  }

  private void requested(Json.Obj event, String place) {
    String request = RunTotals.text(event, "request");
    findings.expect(
        Check.MODEL_CALLS,
        place,
        "request hash",
        RunTotals.text(event, "request_hash"),
        Digest.of(request));
  }
}
