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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether an abstract finds the claims of its own document among others: the index has claims
/// alone, and nobody who wrote the rules wrote the abstracts. It takes minutes and files that are
/// not in this repository, so it runs only where `-Dconverge.patents.samples=DIR` names them.
class AbstractAgainstClaimsTest {
  /// A folder of real bulk files; without it nothing is tested.
  private static final String SAMPLES = "converge.patents.samples";

  private static final int MANY = 100_000;

  @TempDir private Path folder;

  @Test
  void anAbstractFindsItsOwnClaimsAmongAHundredThousandOthers() throws Exception {
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
    new GeneratedPatents(MANY, words.toString(), shipped())
        .write(lines.resolve("others.jsonl"), MANY);
    Path index = folder.resolve("index");
    new IndexBuilder(IndexFormat.JSONL, true, _ -> {}).build(lines, index);
    SearchAgents searches = SearchAgents.of(List.<PatentSource>of(IndexedPatents.open(index)));
    List<String> missed = new ArrayList<>();
    int asked = 0;
    for (PatentDocument one : all) {
      if (!one.summary().isEmpty()) {
        asked++;
        CoreRun run =
            new CoreRun(PatentRun.PROGRAM, PatentRun.search(searches))
                .start(PatentRun.seeds("invention:it", one.summary()));
        List<String> ranked = PatentRun.shortlist(run);
        if (ranked.isEmpty() || !ranked.getFirst().equals(one.id())) {
          List<String> reports =
              run.state().context().facts("Reports").stream().map(Fact::content).toList();
          missed.add(one.id() + " " + ranked + " " + reports);
        }
      }
    }
    assertFalse(asked == 0);
    assertEquals(List.of(), missed, asked + " asked");
  }

  private static List<PatentDocument> documents(IndexedPatents index) throws IOException {
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
  private static String shipped() throws Exception {
    StringBuilder text = new StringBuilder();
    try (InputStream in = PatentRecord.class.getResourceAsStream("/patents/corpus.jsonl")) {
      for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
        PatentDocument one = PatentRecord.read(line);
        text.append(one.summary()).append(' ').append(String.join(" ", one.claims())).append(' ');
      }
    }
    return text.toString();
  }

  private static PatentDocument claimed(PatentDocument one) {
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
