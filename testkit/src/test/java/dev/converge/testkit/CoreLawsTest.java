package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.Body;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.event.EventType;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The core under generated programs. `-Dconverge.tests=long` tries a million of them.
class CoreLawsTest {
  private static final int GOLDEN_SEEDS = 100;
  private static final String NAME = "CoreLawsTest#";

  @Test
  void everyProgramKeepsTheLawsWhateverHappens() {
    new Trials(NAME + "everyProgramKeepsTheLawsWhateverHappens", 1, 10_000, 500_000)
        .run(CoreLawsTest::wild);
  }

  @Test
  void neitherOrderNorLossNorRepetitionChangesFactsOrHash() {
    new Trials(
            NAME + "neitherOrderNorLossNorRepetitionChangesFactsOrHash",
            10_000_001,
            10_000,
            500_000)
        .run(CoreLawsTest::harmless);
  }

  @Test
  void aForkWithoutChangesEndsAsItsOriginalAndAsksNobody() {
    new Trials(
            NAME + "aForkWithoutChangesEndsAsItsOriginalAndAsksNobody", 20_000_001, 1_000, 200_000)
        .run(choices -> forks(choices).unchanged());
  }

  @Test
  void aForkWithChangesKeepsTheLawsAndReplays() {
    new Trials(NAME + "aForkWithChangesKeepsTheLawsAndReplays", 30_000_001, 1_000, 200_000)
        .run(choices -> forks(choices).changed());
  }

  private static ForkLaws forks(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    return new ForkLaws(flow, new Disturbance(flow, choices).wild(), choices);
  }

  @Test
  void seedsThatFoundFaultsFindNoneAnyMore() throws IOException {
    Trials trials = new Trials(NAME + "seedsThatFoundFaultsFindNoneAnyMore", 0, 0, 0);
    List<Long> seeds = new ArrayList<>();
    for (String line : lines("seeds.txt")) {
      if (!line.startsWith("#")) {
        seeds.add(Long.valueOf(line.strip()));
      }
    }
    trials.again(seeds, CoreLawsTest::wild);
    trials.again(seeds, CoreLawsTest::harmless);
  }

  @Test
  void everyStartOfTheJvmGivesTheSameHashes() throws IOException {
    List<String> hashes = new ArrayList<>();
    for (long seed = 1; seed <= GOLDEN_SEEDS; seed++) {
      CoreRun run = new CoreRun(FlowMaker.make(Choices.of(seed)));
      run.start();
      run.finish();
      hashes.add(
          seed
              + " "
              + run.state().summary().orElseThrow().resultHash()
              + " "
              + run.sealed().getLast().hash());
    }
    if (Boolean.getBoolean("converge.golden.write")) {
      Files.write(Path.of("src/test/resources/hashes.txt"), hashes);
    }
    List<String> golden = lines("hashes.txt");
    for (int i = 0; i < GOLDEN_SEEDS; i++) {
      assertEquals(golden.get(i), hashes.get(i));
    }
  }

  /// A generator that never makes something interesting proves nothing.
  @Test
  void generatedProgramsMeetEveryEndAndEveryKindOfEvent() {
    Set<String> met = new TreeSet<>();
    for (long seed = 1; seed <= 3_000; seed++) {
      Choices choices = Choices.of(seed);
      CoreRun run = new Disturbance(FlowMaker.make(choices), choices).continued();
      note(run, met);
    }
    Set<String> all = new TreeSet<>();
    Arrays.stream(EventType.values()).forEach(type -> all.add("event " + type));
    Arrays.stream(Body.Rejection.values()).forEach(code -> all.add("rejected " + code));
    Arrays.stream(HaltReason.values()).forEach(reason -> all.add("halted " + reason));
    Arrays.stream(FailureKind.values()).forEach(kind -> all.add("failed " + kind));
    Arrays.stream(Status.values()).filter(Status::isFinal).forEach(s -> all.add("end " + s));
    all.removeAll(met);
    assertEquals(Set.of(), all);
  }

  private static void note(CoreRun run, Set<String> met) {
    run.events()
        .forEach(event -> {
          met.add("event " + event.body().type());
          if (event.body() instanceof Body.RunStatus status && status.status().isFinal()) {
            met.add("end " + status.status());
            Optional.ofNullable(status.reason()).ifPresent(reason -> met.add("halted " + reason));
          } else if (event.body() instanceof Body.ProposalRejected rejected) {
            met.add("rejected " + rejected.code());
          } else if (event.body() instanceof Body.AgentFailed failed) {
            met.add("failed " + failed.kind());
          }
        });
  }

  private static List<String> lines(String name) throws IOException {
    try (var in = CoreLawsTest.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        return List.of();
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  static void wild(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    new Disturbance(flow, choices).wild().over();
  }

  static void harmless(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    CoreRun plain = new CoreRun(flow);
    plain.start();
    plain.finish().over();
    CoreRun disturbed = new Disturbance(flow, choices).harmless().over();
    if (flow.timeless()) {
      Laws.sameEnd(plain.state(), disturbed.state());
    }
  }

  @Test
  void aCaseShrinksToItsEssence() {
    int[] shrunk =
        Choices.shrink(
            new int[] {5, 1, 44, 9, 3, 70, 2},
            choices -> Arrays.stream(choices).anyMatch(c -> c > 40));
    assertEquals("[41]", Arrays.toString(shrunk));
  }
}
