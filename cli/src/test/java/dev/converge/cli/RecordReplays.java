package dev.converge.cli;

import dev.converge.core.Budget;
import dev.converge.core.Digest;
import dev.converge.core.Input;
import dev.converge.core.Json;
import dev.converge.core.Mode;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.Seed;
import dev.converge.core.Status;
import dev.converge.core.Times;
import dev.converge.domain.Template;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.MemoryStore;
import dev.converge.engine.RunObserver;
import dev.converge.engine.Submission;
import dev.converge.runtime.audit.Bundle;
import dev.converge.runtime.audit.RunRecord;
import dev.converge.runtime.audit.RunRecords;
import dev.converge.runtime.audit.SigningKey;
import dev.converge.runtime.audit.TemplateFiles;
import dev.converge.runtime.audit.TemplateLookup;
import dev.converge.testkit.FlowRecorder;
import dev.converge.testkit.FlowRecorder.Recorded;
import dev.converge.testkit.OutcomeFlow;
import dev.converge.testkit.OutcomeFlows;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Records the bundles of this version into `replays/`, signed with a key that nobody keeps:
///
/// ```
/// ./mvnw -q -Dquick -pl cli -am test -Dtest=RecordReplaysTest -Dconverge.replays.record=0.1.0 \
///     -Dsurefire.failIfNoSpecifiedTests=false
/// ```
final class RecordReplays {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  /// Seeds for each template that ships.
  static final Map<String, String> SEEDS =
      new TreeMap<>(
          Map.of(
              "growth-strategy",
              "@../examples/seeds.json",
              "novelty-search",
              "@../examples/novelty-seeds.json"));

  private final Path folder;
  private final Bundle.Origin origin;
  private final SigningKey key = SigningKey.generate();

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
    for (Map.Entry<String, String> shipped : SEEDS.entrySet()) {
      recorder.shipped(shipped.getKey(), shipped.getValue());
    }
    Files.writeString(recorder.folder.resolve("public-key.pem"), recorder.key.publicKey().pem());
  }

  private void write(String name, RunRecord record) throws IOException {
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

  private void shipped(String name, String seeds) throws IOException {
    try (Wiring wiring = new Wiring(List.of())) {
      MemoryStore store = new MemoryStore(wiring.host().executor(), wiring.host().clock());
      Template template = wiring.templates().template(name, "").orElseThrow();
      List<Seed> given = Seeds.of(Seeds.read(seeds));
      RunRecords records = new RunRecords(store, store, TemplateLookup.of(wiring.templates()));
      Budget budget = template.program().definition().budget();
      Budget one =
          new Budget(
              1,
              budget.maxFacts(),
              budget.maxDuration(),
              budget.maxTokens(),
              budget.maxCostMicros());
      try (Engine engine = wiring.engine(EngineSettings.DEFAULT, store, RunObserver.none())) {
        write(
            name + "-whole", records.record(run(engine, template.program(), given, budget, false)));
        write(
            name + "-halted-budget",
            records.record(run(engine, template.program(), given, one, false)));
        write(
            name + "-cancelled",
            records.record(run(engine, template.program(), given, budget, true)));
      }
    }
  }

  private static String run(
      Engine engine, Program program, List<Seed> seeds, Budget budget, boolean cancel) {
    String runId =
        engine
            .submit(
                new Submission(
                    Submission.DEFAULT_TENANT,
                    program,
                    seeds,
                    budget,
                    Mode.OFFLINE,
                    null,
                    body(program.name(), seeds),
                    null))
            .join()
            .job()
            .runId();
    if (cancel) {
      engine.send(runId, new Input.Cancelled("recorder", "recorded", engine.now())).join();
    }
    RunState state;
    Instant end = engine.now().plus(PATIENCE);
    do {
      state = engine.await(runId, LOOK_AGAIN).join().state();
    } while (!state.status().isFinal()
        && state.status() != Status.WAITING
        && engine.now().isBefore(end));
    return runId;
  }
}
