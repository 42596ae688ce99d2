package dev.converge.cli.serve;

import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.llm.ModelAgents;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.recording.RecordingFiles;
import dev.converge.llm.recording.Recordings;
import dev.converge.llm.search.Searches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The available models, and whether their answers are recorded or taken from recordings.
public final class ModelOptions {
  @Option(
      names = "--models",
      paramLabel = "FILE",
      description = "A catalogue of models that overrides the built-in one.")
  private @Nullable Path catalogue;

  @Option(
      names = "--record",
      paramLabel = "DIR",
      description =
          "Record the answers of live models in this folder. Sets the default mode to live.")
  private @Nullable Path record;

  @Option(
      names = "--recorded",
      paramLabel = "DIR",
      description =
          "Answer model calls from the recordings in this folder. Sets the default mode to"
              + " recorded.")
  private @Nullable Path recorded;

  /// With an optional catalogue over the included one, and optional recordings.
  static ModelOptions of(@Nullable Path catalogue, @Nullable Path recordings) {
    ModelOptions options = new ModelOptions();
    options.catalogue = catalogue;
    options.recorded = recordings;
    return options;
  }

  /// The mode that these options imply if none is given.
  public Mode mode() {
    return recorded != null ? Mode.RECORDED : record != null ? Mode.LIVE : Mode.OFFLINE;
  }

  ModelAgents agents(InstantSource steady, InstantSource wall) {
    if (recorded != null && !Files.isDirectory(recorded)) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "recordings: " + recorded + " is not a folder (expected: a folder of recordings)");
    }
    Recordings from = recorded == null ? Recordings.none() : new RecordingFiles(recorded);
    Consumer<ModelCall> to = record == null ? _ -> {} : new RecordingFiles(record);
    Function<String, Optional<String>> environment =
        name -> Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    return new ModelAgents(
        steady, wall, known(), environment, from, to, Searches.of(environment, steady));
  }

  private ModelCatalogue known() {
    ModelCatalogue shipped = ModelCatalogue.shipped();
    if (catalogue == null) {
      return shipped;
    }
    try {
      return shipped.with(catalogue);
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "models: " + catalogue + " cannot be read (expected: a YAML file in UTF-8)",
          e);
    }
  }
}
