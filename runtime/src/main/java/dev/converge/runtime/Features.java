package dev.converge.runtime;

import dev.converge.engine.Engine;
import dev.converge.engine.JobStore;
import dev.converge.engine.Programs;
import dev.converge.runtime.health.Check;
import dev.converge.runtime.health.HealthFeature;
import dev.converge.runtime.jobs.JobSettings;
import dev.converge.runtime.jobs.JobsFeature;
import dev.converge.runtime.jobs.SubmissionReader;
import dev.converge.runtime.jobs.Submit;
import dev.converge.runtime.runs.Runs;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.streams.Streams;
import dev.converge.runtime.streams.StreamsFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The features that every server has, over one engine.
public final class Features {
  private Features() {}

  /// All of them.
  ///
  /// @param programs what can be run
  /// @param jobs the engine's store of jobs
  /// @param more what must be in order for the server to be ready, besides engine and store
  public static List<Feature> of(
      Engine engine, JobStore jobs, Programs programs, JobSettings settings, List<Check> more) {
    List<Check> checks = checks(engine, jobs, more);
    Runs runs = new Runs(jobs);
    Streams streams = new Streams(engine);
    SubmissionReader reader = new SubmissionReader(programs, settings);
    return List.of(
        new HealthFeature(checks),
        new JobsFeature(engine, runs, new Submit(engine, runs, streams, reader)),
        new StreamsFeature(engine, runs, streams));
  }

  /// What must be in order for the server to be ready.
  ///
  /// @param more besides engine and store
  public static List<Check> checks(Engine engine, JobStore jobs, List<Check> more) {
    List<Check> checks = new ArrayList<>();
    checks.add(new Check("store", () -> problem(jobs.writable(), "cannot be written")));
    checks.add(
        new Check("recovery", () -> problem(engine.recovered(), "interrupted runs not taken up")));
    checks.add(new Check("engine", () -> problem(!engine.draining(), "takes no more work")));
    checks.addAll(more);
    return List.copyOf(checks);
  }

  private static Optional<String> problem(boolean good, String otherwise) {
    return good ? Optional.empty() : Optional.of(otherwise);
  }
}
