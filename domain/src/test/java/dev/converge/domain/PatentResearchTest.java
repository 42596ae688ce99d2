package dev.converge.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.Decision;
import dev.converge.core.Seed;
import dev.converge.core.Status;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PatentResearchTest {
  static List<List<Seed>> matters() {
    return List.of(ResearchRun.PRINTER, ResearchRun.BREWING, ResearchRun.KETTLE);
  }

  @ParameterizedTest
  @MethodSource("matters")
  void threeUnlikeMattersWaitForTheAttorneyAndConverge(List<Seed> seeds) {
    CoreRun run = ResearchRun.asked(seeds);
    assertEquals(Status.WAITING, run.state().status(), run.state().detail().orElse(""));
    run.decide(Decision.APPROVED);
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
  }
}
