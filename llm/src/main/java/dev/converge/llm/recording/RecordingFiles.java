package dev.converge.llm.recording;

import dev.converge.core.budget.ModelCall;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.OptionalMembers;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.llm.model.AnswerJson;
import dev.converge.llm.model.ExceptionText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Recordings as a directory of JSON files, one a request, named by its hash: made to be committed
/// and compared. It holds what was asked and answered, whole, and no key. Thread-safe.
public final class RecordingFiles implements Recordings, Consumer<ModelCall> {
  /// Maximum bytes of a file that are read.
  static final long MAX_BYTES = 64 * 1024 * 1024;

  private static final String ENDING = ".json";
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final Path directory;

  /// @param directory is made when the first recording is written
  public RecordingFiles(Path directory) {
    this.directory = directory;
  }

  private Path file(String hash) {
    return directory.resolve(hash + ENDING);
  }

  /// The recording of a request, if its file is there.
  ///
  /// @throws ConvergeException with `INVALID` if the file is there but is no recording of the
  ///   request
  @Override
  public Optional<Recording> find(String requestHash) {
    Path file = file(requestHash);
    if (!HASH.matcher(requestHash).matches() || !Files.exists(file)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw wrong(file, "more than " + MAX_BYTES + " bytes");
      }
      return Optional.of(read((Json.Obj) Json.parse(Files.readString(file).strip()), requestHash));
    } catch (ClassCastException _) {
      throw wrong(file, "a member is of the wrong type");
    } catch (IOException | JsonException | IllegalArgumentException e) {
      throw wrong(file, ExceptionText.of(e));
    }
  }

  private static Recording read(Json.Obj json, String hash) {
    Json.Obj request = (Json.Obj) json.get("request").orElse(Json.Obj.EMPTY);
    if (!dev.converge.core.json.Digest.of(request).equals(hash)) {
      throw new IllegalArgumentException("the hash of the request does not match the file name");
    }
    return new Recording(
        OptionalMembers.textOrEmpty(json, "provider"),
        OptionalMembers.textOrEmpty(json, "model"),
        AnswerJson.read(OptionalMembers.object(json, "response").orElse(Json.Obj.EMPTY)));
  }

  private static ConvergeException wrong(Path file, String what) {
    return new ConvergeException(
        ErrorCode.INVALID, file + ": " + what + " (expected: a recording of that request)");
  }

  /// Writes the recording of a call. An answer stays where a later call of the same request failed.
  @Override
  public synchronized void accept(ModelCall call) {
    Optional<Recording> recording = Recording.of(call);
    if (recording.isEmpty() || (!recording.get().answered() && answered(call.requestHash()))) {
      return;
    }
    Json.Obj json =
        Json.object()
            .put("provider", call.provider())
            .put("model", call.model())
            .put("request", Json.parse(call.request()))
            .put("response", AnswerJson.write(recording.get().answer()))
            .build();
    try {
      Files.createDirectories(directory);
      replace(call.requestHash(), json.canonical() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Takes over the recordings of another directory, once all of them were read. An answer that is
  /// here stays.
  ///
  /// @return how many were taken over
  /// @throws ConvergeException with `INVALID` if the directory cannot be read or a file of it named
  ///   like a recording is none
  public synchronized int takeOver(Path from) {
    RecordingFiles others = new RecordingFiles(from);
    try {
      List<String> wanted = new ArrayList<>();
      for (String hash : others.hashes()) {
        boolean answers = others.answered(hash);
        if (!answered(hash) && (answers || find(hash).isEmpty())) {
          wanted.add(hash);
        }
      }
      Files.createDirectories(directory);
      for (String hash : wanted) {
        replace(hash, Files.readString(others.file(hash)));
      }
      return wanted.size();
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.INVALID, from + " cannot be read (expected: a folder of recordings)", e);
    }
  }

  private List<String> hashes() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .filter(name -> HASH.matcher(name).matches())
          .sorted()
          .toList();
    }
  }

  private void replace(String hash, String text) throws IOException {
    Path part = Files.createTempFile(directory, hash, ".part");
    Files.writeString(part, text);
    Files.move(
        part, file(hash), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean answered(String hash) {
    return find(hash).filter(Recording::answered).isPresent();
  }
}
