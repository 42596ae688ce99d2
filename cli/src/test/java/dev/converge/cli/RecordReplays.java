package dev.converge.cli;

import dev.converge.audit.Bundle;
import dev.converge.audit.RunRecord;
import dev.converge.audit.RunRecords;
import dev.converge.audit.SigningKey;
import dev.converge.audit.TemplateFiles;
import dev.converge.cli.eval.Fixture;
import dev.converge.cli.eval.FixtureRun;
import dev.converge.cli.serve.Composition;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Seed;
import dev.converge.core.text.Times;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.Templates;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.MemoryStore;
import dev.converge.runtime.audit.TemplatePrograms;
import dev.converge.testkit.FlowRecorder;
import dev.converge.testkit.FlowRecorder.Recorded;
import dev.converge.testkit.OutcomeFlow;
import dev.converge.testkit.OutcomeFlows;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Records the bundles of this version that `replays/` lacks, or that do not replay any more,
/// signed with a key that nobody keeps:
///
/// ```
/// ./mvnw -q -Dquick -pl cli -am test -Dtest=RecordReplaysTest -Dconverge.replays.record=0.1.0
/// ```
final class RecordReplays {
  /// The public keys of a folder's bundles, one a line.
  static final String KEYS = "public-keys.txt";

  private static final String WAITING = "waiting";
  private static final String NOBODY_DECIDED = "-nobody-decided";

  /// Longer than anything may wait for a decision in a template that ships.
  private static final Duration TOO_LATE = Duration.ofDays(60);

  private static final Path EVALS = Path.of("..", "evals");
  private static final int PAGE_EVENTS = 100;
  private static final int PAGE_BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path folder;
  private final Bundle.Origin origin;
  private final SigningKey key = SigningKey.generate();
  private boolean used;

  private RecordReplays(Path folder, String version) {
    this.folder = folder;
    this.origin = new Bundle.Origin(version, "full");
  }

  static void record(Path replays, String version) throws IOException {
    RecordReplays recorder = new RecordReplays(replays.resolve(version), version);
    Files.createDirectories(recorder.folder);
    for (OutcomeFlow flow : OutcomeFlows.all(name -> hash(spec(name), wiring(name)))) {
      recorder.testkit(flow);
    }
    for (Template template : Templates.shipped().list()) {
      recorder.shipped(template.name());
    }
    if (recorder.used) {
      Files.writeString(
          recorder.folder.resolve(KEYS),
          recorder.key.publicKey().hex() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  /// The names of all bundles that there should be.
  static TreeSet<String> expected() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    OutcomeFlows.all(_ -> "").forEach(flow -> names.add("testkit-" + flow.name()));
    for (Template template : Templates.shipped().list()) {
      names.add(template.name() + "-halted-budget");
      names.add(template.name() + "-cancelled");
      endings(template.name()).keySet().forEach(end -> names.add(template.name() + "-" + end));
      if (endings(template.name()).containsKey(WAITING)) {
        names.add(template.name() + NOBODY_DECIDED);
      }
    }
    return names;
  }

  /// For each end that a template's evaluations expect, the first that does.
  private static TreeMap<String, Fixture> endings(String template) throws IOException {
    TreeMap<String, Fixture> endings = new TreeMap<>();
    try (Stream<Path> files = Files.list(EVALS.resolve(template))) {
      for (Path file : files.sorted().toList()) {
        Fixture fixture = Fixture.read(file);
        Fixture.Expected expected = fixture.expected();
        String end =
            expected.status().name().toLowerCase(Locale.ROOT)
                + (expected.reason().isEmpty() ? "" : "-" + expected.reason());
        endings.putIfAbsent(end, fixture);
      }
    }
    return endings;
  }

  private boolean wanted(String name) throws IOException {
    Path file = folder.resolve(name + ".zip");
    try {
      return !Files.exists(file) || ReplayFolder.replay(file).difference() != null;
    } catch (ConvergeException e) {
      return true;
    }
  }

  private void write(String name, RunRecord record) throws IOException {
    used = true;
    try (OutputStream out = Files.newOutputStream(folder.resolve(name + ".zip"))) {
      Bundle.of(record, origin, key).writeTo(out);
    }
  }

  private static String spec(String name) {
    return "Feature: " + name + "\n  Comes to a known end; its program is known to tests alone.\n";
  }

  private static String wiring(String name) {
    return "name: " + name + "\nversion: 1.0.0\nspec: " + name + ".feature\n";
  }

  private static String hash(String spec, String wiring) {
    return Digest.of(Json.object().put("spec", spec).put("wiring", wiring).build());
  }

  private void testkit(OutcomeFlow flow) throws IOException {
    if (!wanted("testkit-" + flow.name())) {
      return;
    }
    Recorded recorded = FlowRecorder.record(flow);
    String spec = spec(flow.name());
    String wiring = wiring(flow.name());
    write(
        "testkit-" + flow.name(),
        new RunRecord(
            recorded.jobId(),
            recorded.runId(),
            null,
            Times.format(recorded.createdAt()),
            body(flow.name(), flow.seeds()).canonical(),
            new TemplateFiles(flow.name(), "1.0.0", hash(spec, wiring), spec, wiring),
            consumer -> {
              for (var line : recorded.lines()) {
                consumer.accept(line);
              }
            }));
  }

  private static Json.Obj body(String template, List<Seed> seeds) {
    List<Json> listed = new ArrayList<>();
    for (Seed seed : seeds) {
      listed.add(
          Json.object()
              .put("id", seed.id())
              .put("content", seed.content())
              .put("data", seed.data())
              .build());
    }
    return Json.object().put("template", template).put("seeds", Json.array(listed)).build();
  }

  private void shipped(String name) throws IOException {
    TreeMap<String, Fixture> endings = endings(name);
    for (Map.Entry<String, Fixture> end : endings.entrySet()) {
      shipped(name + "-" + end.getKey(), end.getValue(), Ending.ITSELF);
    }
    Fixture first = endings.firstEntry().getValue();
    shipped(name + "-halted-budget", first, Ending.ONE_CYCLE);
    shipped(name + "-cancelled", first, Ending.CANCELLED);
    Fixture waiting = endings.get(WAITING);
    if (waiting != null) {
      shipped(name + NOBODY_DECIDED, waiting, Ending.TOO_LATE);
    }
  }

  /// How a run is brought to its end.
  private enum Ending {
    ITSELF,
    ONE_CYCLE,
    CANCELLED,
    TOO_LATE
  }

  private void shipped(String bundle, Fixture fixture, Ending ending) throws IOException {
    if (!wanted(bundle)) {
      return;
    }
    try (Composition wiring = new Composition(List.of())) {
      MemoryStore store = new MemoryStore(wiring.host().executor(), wiring.host().clock());
      Program program = wiring.templates().find(fixture.template(), "").orElseThrow();
      String runId;
      try (Engine engine = wiring.engine(EngineSettings.DEFAULT, store, RunObserver.none())) {
        runId = run(engine, program, fixture, ending);
      }
      if (ending == Ending.TOO_LATE) {
        late(wiring, store, runId);
      }
      write(
          bundle,
          new RunRecords(store, store, TemplatePrograms.files(wiring.templates())).record(runId));
    }
  }

  private static Budget budget(Program program, Ending ending) {
    Budget budget = program.definition().budget();
    return ending != Ending.ONE_CYCLE
        ? budget
        : new Budget(
            1, budget.maxFacts(), budget.maxDuration(), budget.maxTokens(), budget.maxCostMicros());
  }

  private static String run(Engine engine, Program program, Fixture fixture, Ending ending) {
    String runId =
        engine
            .submit(
                Submission.of(program, fixture.seeds(), budget(program, ending), Mode.OFFLINE)
                    .with(body(program.name(), fixture.seeds())))
            .join()
            .job()
            .runId();
    if (ending == Ending.CANCELLED) {
      engine.send(runId, new Input.Cancelled("recorder", "recorded", engine.now())).join();
    }
    FixtureRun.end(engine, runId, fixture.decide());
    return runId;
  }

  /// Another engine takes the run up when the time for a decision is long over.
  private static void late(Composition wiring, MemoryStore store, String runId) {
    InstantSource clock = wiring.host().clock();
    Host later =
        new Host(
            wiring.host().executor(),
            wiring.host().timers(),
            () -> clock.instant().plus(TOO_LATE),
            wiring.host().random());
    try (Engine engine =
        new Engine(
            EngineSettings.DEFAULT,
            later,
            store,
            store,
            wiring.templates(),
            wiring.agents(),
            RunObserver.none())) {
      engine.recover();
      untilFinal(engine, runId);
    }
  }

  private static void untilFinal(Engine engine, String runId) {
    Semaphore more = new Semaphore(0);
    try (Feed feed = engine.feed(runId, 0)) {
      feed.onMore(more::release);
      while (!feed.ended()) {
        boolean none = feed.next(PAGE_EVENTS, PAGE_BYTES).isEmpty();
        if (none && !more.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException(runId + " is not final (expected: final)");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
