package dev.converge.domain.patent.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import dev.converge.domain.flow.CoreRun;
import dev.converge.domain.flow.PatentRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Whether novelty-search finds the obvious; writes `docs/novelty-search.md`.
class PatentRecallTest {
  private static final Path PAGE = Path.of("..", "docs", "novelty-search.md");
  private static final int TOP = 5;
  private static final int PERCENT = 80;

  private record Case(String patent, String description) {}

  private static final List<Case> CASES =
      List.of(
          new Case(
              "US174465",
              "Talking to somebody far away: a microphone turns the voice into a changing current on a wire, and a receiver turns it back into sound."),
          new Case(
              "US223898",
              "A glass bulb without air in which a very thin carbon thread glows and gives light when electricity flows through it."),
          new Case(
              "US821393",
              "An airplane that stays level because the pilot bends the ends of the wings with cables, together with a rudder at the back."),
          new Case(
              "US2708656",
              "A power source in which uranium pieces are set in blocks of graphite so that neutrons keep a chain reaction going."),
          new Case(
              "US2495429",
              "An oven that heats meals in minutes with short radio waves from a magnetron."),
          new Case(
              "US3541541",
              "A hand-held thing on wheels that one pushes over the desk to steer the pointer on a computer screen."),
          new Case(
              "US6285999",
              "Sorting web search results by how many important pages point to a page."),
          new Case(
              "US4405829",
              "Encryption where anybody can encrypt with a published key, but decryption needs the factors of a product of two primes."),
          new Case(
              "US4683202",
              "Copying a piece of DNA millions of times by heating, adding short primers and letting an enzyme extend them, in cycles."),
          new Case(
              "US4575330",
              "A 3D printer that cures liquid plastic with an ultraviolet laser, one layer after another."),
          new Case(
              "US4063220",
              "Computers on one shared cable that listen before sending and retry after a random delay if two packets collide."),
          new Case(
              "US8697359",
              "Editing genes in human cells by a guide RNA that leads an enzyme to cut the DNA at a chosen place."),
          new Case(
              "US2717437",
              "A closure for clothes of two strips, one with little nylon hooks that grip the other, which can be pulled apart again."),
          new Case(
              "US2292387",
              "A radio link that nobody can jam because sender and receiver jump together from frequency to frequency."),
          new Case(
              "US608845",
              "A motor that ignites its fuel by nothing but the heat of highly compressed air in the cylinder."),
          new Case(
              "US3005282", "Plastic toy blocks with studs on top that click into the block above."),
          new Case(
              "US3819587",
              "A synthetic yarn stronger than steel for bulletproof vests, spun from stiff aromatic polyamide."),
          new Case(
              "US2524035",
              "A solid-state amplifier: two metal points touch a germanium crystal and a small current controls a bigger one."),
          new Case(
              "US1647",
              "Sending text over a wire as long and short pulses that an electromagnet marks on a paper strip."),
          new Case(
              "US3633",
              "Treating rubber with sulphur and heat so that it is neither sticky in summer nor brittle in winter."),
          new Case(
              "US6469",
              "Lifting a ship over shallow places with inflatable air chambers along its hull."),
          new Case(
              "US135245",
              "Making beer that keeps, by cooling and fermenting it shut off from germs in the air."),
          new Case(
              "US4848",
              "Putting a patient to sleep before an operation by letting them breathe ether."),
          new Case(
              "US9300",
              "A wooden home for bees with removable frames, so that honey can be harvested without harming the colony."),
          new Case(
              "US1304",
              "A pistol with a turning cylinder of several loaded chambers that can shoot repeatedly."),
          new Case(
              "US1219881",
              "Two rows of tiny metal teeth on cloth tapes that a sliding piece joins and separates, for jackets and boots."),
          new Case(
              "US2297691",
              "A machine that duplicates a page by charging a drum with static electricity and dusting it with black powder that is fused on paper."),
          new Case(
              "US775134",
              "A shaver with a thin disposable blade clamped in a holder with a guard."),
          new Case(
              "US3057356",
              "A battery-powered implant that sends electric pulses to the heart so that it beats regularly."),
          new Case(
              "US3043625",
              "A car seat strap that goes over lap and shoulder and is fixed at three places."),
          new Case(
              "US4131919",
              "Taking photographs without film: a light sensor makes numbers that are stored on tape and shown on a screen."),
          new Case(
              "US5960411",
              "Buying in a web shop with one press of a button because address and card are already on file."),
          new Case("US2230654", "A slippery fluorine plastic that nothing sticks to."),
          new Case(
              "US4558302",
              "Making files smaller by replacing repeated sequences of characters with numbers from a growing dictionary."),
          new Case(
              "US139121",
              "Work trousers whose pockets do not tear because copper rivets hold the corners."));

  @Test
  void theObviousPatentIsAmongTheFirstFive() throws IOException {
    Map<String, String> titles = new TreeMap<>();
    PatentCorpus.bundled().documents().forEach(d -> titles.put(d.id(), d.title()));
    List<String> rows = new ArrayList<>();
    List<String> misses = new ArrayList<>();
    for (Case one : CASES) {
      CoreRun run = PatentRun.honest(PatentRun.seeds("invention:it", one.description()));
      assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
      int rank = PatentRun.shortlist(run).indexOf(one.patent()) + 1;
      if (rank == 0 || rank > TOP) {
        misses.add(one.patent());
      }
      rows.add(
          "| %s | %s | %s | %s |"
              .formatted(
                  one.description(),
                  one.patent(),
                  titles.get(one.patent()),
                  rank == 0 ? "not found" : String.valueOf(rank)));
    }
    int found = CASES.size() - misses.size();
    String page = page(rows, misses, found, titles.size());
    if ("write".equals(System.getProperty("converge.docs"))) {
      Files.writeString(PAGE, page);
    }
    assertTrue(100 * found >= PERCENT * CASES.size(), "misses: " + misses);
    assertEquals(page, Files.readString(PAGE));
  }

  private static String page(List<String> rows, List<String> misses, int found, int patents) {
    return """
    # Novelty search

    <!-- Written by PatentRecallTest from runs of the flow; do not edit.
         ./mvnw -Dquick -pl domain -am test -Dtest=PatentRecallTest -Dconverge.docs=write -->

    novelty-search takes an invention apart into elements, searches patents for the whole and for each element, and ranks what it finds by how much of each element stands in it. It asks no model and, over the local source, no network. Only what was published before the day in the seed `priority:` counts.

    ## Does it find the obvious?

    Each description below is of a patent among the %d that ship, in other words than that patent's summary. The patent is among the first %d of the shortlist for %d of %d (%d %%). %s

    | description | patent | title | rank |
    |---|---|---|---|
    %s

    That says that the search finds what is worded otherwise, in a small collection. The descriptions and the summaries come from the same hands, so this is an easy test; and it says nothing of how complete a search in a large collection is. The summaries of the patents are ours, in our own words; each entry of `patents/corpus.jsonl` names under `source` where its facts were checked.
    """
        .formatted(
            patents,
            TOP,
            found,
            rows.size(),
            Math.round(Math.floor(100.0 * found / rows.size())),
            misses.isEmpty()
                ? "There are no misses."
                : String.format(Locale.ROOT, "Missed: %s.", String.join(", ", misses)),
            String.join("\n", rows));
  }
}
