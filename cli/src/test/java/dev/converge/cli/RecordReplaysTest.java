package dev.converge.cli;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

final class RecordReplaysTest {
  @Test
  @EnabledIfSystemProperty(
      named = "converge.replays.record",
      matches = "[0-9.]+",
      disabledReason = "records the bundles of a version anew, when it is asked to")
  void recordsTheBundlesOfAVersion() throws IOException {
    RecordReplays.record(ReplaysTest.REPLAYS, System.getProperty("converge.replays.record", ""));
  }
}
