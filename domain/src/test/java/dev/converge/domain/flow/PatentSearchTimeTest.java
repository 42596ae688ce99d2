package dev.converge.domain.flow;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.patent.index.IndexedPatents;
import dev.converge.domain.patent.search.PatentCollection;
import dev.converge.domain.patent.search.PatentDocument;
import dev.converge.domain.patent.search.PatentHit;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.domain.patent.search.PatentSearchException;
import dev.converge.domain.patent.search.PatentSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// How long each search of a run takes in a large index. The index is built beforehand, such as of
/// what `GeneratedPatents` writes, so this runs only where `-Dconverge.patents.index=DIR` names it.
/// Lucene's own assertions take most of the time, so it also needs `-DenableAssertions=false`.
class PatentSearchTimeTest {
  private static final String INDEX = "converge.patents.index";
  private static final long MOST_MILLIS = 300;

  private static final List<String> INVENTIONS =
      List.of(
          "A method of charging a transaction over a wireless network, in which messages between a computer and an object are counted.",
          "A bicycle lock that contains a small motor and a radio: it opens when the owner's phone is near and locks itself when it moves away.",
          "A machine that builds up a solid part in thin layers from a bath of liquid resin, where each layer is cured by light that a computer steers.",
          "A lamp with a filament of carbon in a glass bulb without air, which glows when current flows.");

  /// A source whose searches are timed.
  private record Timed(PatentSource of, List<Long> millis) implements PatentSource {
    @Override
    public String name() {
      return of.name();
    }

    @Override
    public String version() {
      return of.version();
    }

    @Override
    public boolean remote() {
      return of.remote();
    }

    @Override
    public PatentCollection collection() {
      return of.collection();
    }

    @Override
    public List<PatentDocument> documents(int most) {
      return of.documents(most);
    }

    @Override
    public Map<String, Integer> having(List<PatentQuery.Group> terms) {
      return of.having(terms);
    }

    @Override
    public List<PatentHit> search(PatentQuery query)
        throws PatentSearchException, InterruptedException {
      long from = System.nanoTime();
      List<PatentHit> hits = of.search(query);
      millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
      return hits;
    }

    @Override
    public List<PatentHit> related(List<PatentDocument> documents, PatentQuery query)
        throws PatentSearchException, InterruptedException {
      return of.related(documents, query);
    }
  }

  @Test
  void aSearchTakesLessThanAThirdOfASecond() {
    String index = System.getProperty(INDEX, "");
    Assumptions.assumeFalse(index.isEmpty(), INDEX + " names no folder");
    Assumptions.assumeFalse(
        PatentSearchTimeTest.class.desiredAssertionStatus(), "needs -DenableAssertions=false");
    List<Long> millis = new ArrayList<>();
    PatentSource source = new Timed(IndexedPatents.open(Path.of(index)), millis);
    SearchAgents searches = SearchAgents.of(List.of(source));
    List<Long> first = List.of();
    for (int round = 0; round < 3; round++) {
      millis.clear();
      for (String invention : INVENTIONS) {
        new CoreRun(PatentRun.PROGRAM, PatentRun.search(searches))
            .start(PatentRun.seeds("invention:it", invention));
      }
      first = round == 0 ? List.copyOf(millis) : first;
    }
    Collections.sort(millis);
    long middle = millis.get(millis.size() / 2);
    String said =
        "%s: %d searches, median %d ms, 99th percentile %d ms, longest %d ms; of the first round, longest %d ms"
            .formatted(
                source.collection().words(),
                millis.size(),
                middle,
                millis.get(millis.size() * 99 / 100),
                millis.getLast(),
                Collections.max(first));
    System.out.println(said);
    assertTrue(middle <= MOST_MILLIS, said);
  }
}
