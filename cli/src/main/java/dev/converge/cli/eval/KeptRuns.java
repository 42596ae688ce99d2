package dev.converge.cli.eval;

import dev.converge.audit.compare.Comparison;
import dev.converge.audit.compare.RunLog;
import dev.converge.core.event.Sealed;
import dev.converge.engine.Engine;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Saved runs of fixtures: a folder with a file of events for each fixture. The files contain no
/// times and no ids of jobs and runs, so that the same run gives the same file.
public final class KeptRuns {
  private static final String ENDING = ".ndjson";

  private final Path folder;
  private final Path fixtures;

  /// @param folder of the files
  /// @param fixtures the folder of the fixtures, or one fixture
  public KeptRuns(Path folder, Path fixtures) {
    this.folder = folder;
    this.fixtures = Files.isDirectory(fixtures) ? fixtures : fixtures.resolveSibling("");
  }

  private Path file(Fixture fixture) {
    Path relative = fixtures.toAbsolutePath().relativize(fixture.path().toAbsolutePath());
    return folder.resolve(relative.resolveSibling(fixture.name() + ENDING));
  }

  /// Saves the run of a fixture, replacing the previous one.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if that fails
  public void keep(Fixture fixture, RunLog run) {
    Path file = file(fixture);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, run.kept());
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /// How a run differs from the saved one, as lines for people; empty if it does not.
  ///
  /// @throws ConvergeException with `INVALID` if the kept file cannot be read
  public List<String> changes(Fixture fixture, RunLog run) {
    Optional<RunLog> kept = read(file(fixture));
    if (kept.isEmpty()) {
      return List.of("kept: no " + file(fixture) + " (expected: the kept run)");
    }
    Comparison comparison = Comparison.of(kept.get(), run);
    return comparison.alike() ? List.of() : comparison.changes("kept", "now");
  }

  private static Optional<RunLog> read(Path file) {
    List<Sealed> lines = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        lines.add(new Sealed(lines.size() + 1L, "", "", line.getBytes(StandardCharsets.UTF_8)));
      }
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.INVALID, file + " cannot be read: " + e.getMessage(), e);
    }
    return Optional.of(RunLog.of(file.toString(), lines));
  }

  /// The events of a run of this process.
  public static RunLog log(Engine engine, String runId) {
    return RunLog.of(runId, engine.feed(runId, 0));
  }
}
