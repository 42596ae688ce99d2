package dev.converge.domain.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.converge.core.Fact;
import dev.converge.domain.patent.index.GeneratedPatents;
import dev.converge.domain.patent.index.IndexBuilder;
import dev.converge.domain.patent.index.IndexFormat;
import dev.converge.domain.patent.index.IndexedPatents;
import dev.converge.domain.patent.search.PatentDetails;
import dev.converge.domain.patent.search.PatentDocument;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.domain.patent.search.PatentRecord;
import dev.converge.domain.patent.search.PatentSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether an abstract finds the claims of its own document among others: the index has claims
/// alone, and nobody who wrote the rules wrote the abstracts. It takes minutes and files that are
/// not in this repository, so it runs only where `-Dconverge.patents.samples=DIR` names them.
class AbstractAgainstClaimsTest {
  /// A folder of real bulk files; without it nothing is tested.
  private static final String SAMPLES = "converge.patents.samples";

  /// How many others there are, unless it is said.
  private static final int MANY = Integer.getInteger("converge.patents.others", 100_000);

  /// What the others are made from, unless it is said.
  private static final long SEED = Long.getLong("converge.patents.seed", MANY);

  /// Inventions that none of the documents is about.
  private static final List<String> FOREIGN =
      List.of(
          "A bicycle lock that contains a small motor and a radio: it opens when the owner's phone is near and locks itself when it moves away.",
          "A parking meter that is paid by a text message with the number of the car.",
          "A method of roasting coffee in which the crack of the beans is heard by a microphone and ends the roast.",
          "A rain barrel with a float valve that stops the inflow when the barrel is full.",
          "A dog collar that beeps when the dog leaves a garden marked by buried beacons.",
          "A smoke detector that calls the fire brigade and says in which room the smoke is.",
          "A window blind of slats that a motor turns towards the sun to make electricity.",
          "A ledger in which hospitals share the consents of their patients, each entry sealed with the hash of the one before.");

  @TempDir private Path folder;

  @Test
  void anAbstractFindsItsOwnClaimsAmongAHundredThousandOthersAndNoneOfThese() throws Exception {
    String samples = System.getProperty(SAMPLES, "");
    Assumptions.assumeFalse(samples.isEmpty(), SAMPLES + " names no folder");
    check(Path.of(samples));
  }

  private void check(Path files) throws Exception {
    Path read = folder.resolve("read");
    new IndexBuilder(IndexFormat.USPTO, true, _ -> {}).build(files, read);
    List<PatentDocument> all = documents(IndexedPatents.open(read));
    StringBuilder claims = new StringBuilder();
    StringBuilder words = new StringBuilder();
    for (PatentDocument one : all) {
      claims.append(PatentRecord.write(claimed(one))).append('\n');
      words.append(one.summary()).append(' ').append(String.join(" ", one.claims())).append(' ');
    }
    Path lines = Files.createDirectories(folder.resolve("lines"));
    Files.writeString(lines.resolve("claims.jsonl"), claims);
    new GeneratedPatents(SEED, words.toString(), shipped())
        .write(lines.resolve("others.jsonl"), MANY);
    Path index = folder.resolve("index");
    new IndexBuilder(IndexFormat.JSONL, true, _ -> {}).build(lines, index);
    SearchAgents searches = SearchAgents.of(List.<PatentSource>of(IndexedPatents.open(index)));
    List<String> missed = new ArrayList<>();
    int asked = 0;
    for (PatentDocument one : all) {
      if (!one.summary().isEmpty()) {
        asked++;
        CoreRun run = run(searches, one.summary());
        List<String> ranked = PatentRun.shortlist(run);
        made(run, missed);
        if (ranked.isEmpty() || !ranked.getFirst().equals(one.id())) {
          List<String> reports =
              run.state().context().facts("Reports").stream().map(Fact::content).toList();
          missed.add(one.id() + " " + ranked + " " + reports);
        }
      }
    }
    assertFalse(asked == 0);
    FOREIGN.forEach(invention -> made(run(searches, invention), missed));
    assertEquals(List.of(), missed, asked + " asked");
  }

  private static CoreRun run(SearchAgents searches, String invention) {
    return new CoreRun(PatentRun.PROGRAM, PatentRun.search(searches))
        .start(PatentRun.seeds("invention:it", invention));
  }

  /// No document that was made up may be called prior art.
  private static void made(CoreRun run, List<String> missed) {
    run.state().context().facts("Shortlist").stream()
        .map(Fact::content)
        .filter(content -> content.contains(": XX"))
        .forEach(missed::add);
  }

  static List<PatentDocument> documents(IndexedPatents index) throws IOException {
    List<PatentDocument> all = new ArrayList<>();
    PatentQuery any =
        new PatentQuery(
            List.of(
                new PatentQuery.Group(
                    1,
                    List.of(
                        "network", "computer", "transaction", "wireless", "messages", "objects"))),
            1,
            List.of(),
            List.of(),
            null,
            100);
    index.search(any).forEach(hit -> all.add(hit.document()));
    return all;
  }

  /// Real text of other patents.
  static String shipped() throws Exception {
    StringBuilder text = new StringBuilder();
    try (InputStream in =
        Objects.requireNonNull(PatentRecord.class.getResourceAsStream("/patents/corpus.jsonl"))) {
      for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
        PatentDocument one = PatentRecord.read(line);
        text.append(one.summary()).append(' ').append(String.join(" ", one.claims())).append(' ');
      }
    }
    return text.toString();
  }

  static PatentDocument claimed(PatentDocument one) {
    return new PatentDocument(
        one.id(),
        "Document",
        "",
        one.claims(),
        one.cpc(),
        one.published(),
        one.priority(),
        one.assignee(),
        one.inventors(),
        "",
        new PatentDetails(List.of(), "", List.of(), "en"));
  }
}
