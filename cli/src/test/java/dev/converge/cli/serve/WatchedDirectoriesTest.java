package dev.converge.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.command.Scaffold;
import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.template.Templates;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.Timers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchedDirectoriesTest {
  /// Timers that go off when the test says so.
  private static final class ByHand implements Timers {
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @Override
    public Timer after(Duration delay, Runnable task) {
      waiting.add(task);
      return () -> waiting.remove(task);
    }

    void pass() {
      waiting.removeFirst().run();
    }
  }

  @TempDir private Path directory = Path.of(".");

  private final ByHand timers = new ByHand();
  private final Host host =
      new Host(Runnable::run, timers, InstantSource.fixed(Instant.EPOCH), new SplittableRandom(1));
  private final Templates templates = new Templates(RuleAgents.installed());
  private final List<String> told = new ArrayList<>();
  private int stored;

  private WatchedDirectories watch(Path... directories) {
    return new WatchedDirectories(host, templates, List.of(directories), () -> stored++, told::add);
  }

  private void twoLooks() {
    timers.pass();
    timers.pass();
  }

  @Test
  void aTemplateThatIsWrittenWhileTheServerRunsCanBeRun() {
    try (WatchedDirectories _ = watch(directory)) {
      Scaffold.write("fresh", directory);
      timers.pass();
      assertTrue(templates.find("fresh", "").isEmpty());
      timers.pass();
      assertTrue(templates.find("fresh", "0.1.0").isPresent());
      twoLooks();
      assertEquals(1, stored);
      assertEquals(List.of(), told);
    }
  }

  @Test
  void aProblemIsReportedOnceForEachChange() throws IOException {
    try (WatchedDirectories _ = watch(directory)) {
      Path wiring = Scaffold.write("fresh", directory).resolve("fresh.yaml");
      String good = Files.readString(wiring);
      Files.writeString(wiring, good.replace("0.1.0", "one"));
      twoLooks();
      twoLooks();
      assertEquals(1, told.size(), told::toString);
      assertTrue(
          told.getFirst().contains(directory + " not loaded: fresh.yaml:3:"), told::toString);
      Files.writeString(wiring, good.replace("0.1.0", "two"));
      twoLooks();
      assertEquals(2, told.size(), told::toString);
      Files.writeString(wiring, good);
      twoLooks();
      assertTrue(templates.find("fresh", "0.1.0").isPresent());
    }
  }

  @Test
  void aDirectoryThatIsGoneIsReportedOnceAndWatchedOn() throws IOException {
    Path gone = Files.createDirectory(directory.resolve("gone"));
    try (WatchedDirectories _ = watch(gone)) {
      Files.delete(gone);
      twoLooks();
      assertEquals(1, told.size(), told::toString);
      Files.createDirectory(gone);
      Scaffold.write("back", gone);
      twoLooks();
      assertTrue(templates.find("back", "").isPresent());
    }
  }

  @Test
  void withoutADirectoryNothingIsWatchedAndAfterTheEndNothingMore() {
    try (WatchedDirectories _ = watch()) {
      assertTrue(timers.waiting.isEmpty());
    }
    watch(directory).close();
    assertTrue(timers.waiting.isEmpty());
  }
}
