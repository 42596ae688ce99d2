package dev.converge.store.sqlite.directory;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.Members;
import dev.converge.core.text.Times;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The manifest of a backup. It is written last, so a directory that contains it is complete.
///
/// @param createdAt the backup contains everything acknowledged before this time, erasures too
/// @param version of converge that created it
/// @param source the data directory
/// @param counts what was found and verified
/// @param files of the backup, by name
public record BackupManifest(
    Instant createdAt,
    String version,
    String source,
    Counts counts,
    SortedMap<String, Digested> files) {
  /// Name of the file in a backup.
  public static final String FILE = "backup.json";

  private static final int FORMAT = 1;
  private static final int MAX_BYTES = 1 << 20;

  /// The contents of a backup in numbers.
  ///
  /// @param jobs all jobs
  /// @param runs all runs, whose chains were verified
  /// @param events of all runs
  /// @param erasures jobs whose content is erased
  public record Counts(long jobs, long runs, long events, long erasures) {}

  /// A file as it was written.
  ///
  /// @param bytes its size
  /// @param sha256 of its content, in hexadecimal
  public record Digested(long bytes, String sha256) {}

  /// Copies the files.
  public BackupManifest {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /// Bytes of all files together.
  public long bytes() {
    return files.values().stream().mapToLong(Digested::bytes).sum();
  }

  /// The manifest as canonical JSON, as in [#FILE].
  public String canonical() {
    return json().canonical();
  }

  /// The manifest as JSON.
  public Json.Obj json() {
    Json.Builder named = Json.object();
    files.forEach((name, file) ->
        named.put(
            name,
            Json.object()
                .put("bytes", (double) file.bytes())
                .put("sha256", file.sha256())
                .build()));
    return Json.object()
        .put("format", FORMAT)
        .put("created_at", Times.format(createdAt))
        .put("version", version)
        .put("source", source)
        .put("jobs", (double) counts.jobs())
        .put("runs", (double) counts.runs())
        .put("events", (double) counts.events())
        .put("erasures", (double) counts.erasures())
        .put("files", named.build())
        .build();
  }

  /// Reads the manifest of a backup.
  ///
  /// @throws ConvergeException with `INVALID` if the directory is not a complete backup, with
  ///   `UNAVAILABLE` if it cannot be read
  public static BackupManifest of(Path backup) {
    Path file = backup.resolve(FILE);
    if (!Files.exists(file)) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "backup: " + backup + " has no " + FILE + " (expected: a complete backup)");
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw notOne(file, "too large", null);
      }
      return read(
          new Members(
              "manifest", (Json.Obj) Json.parse(Files.readString(file, StandardCharsets.UTF_8))));
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, "backup: " + file + " cannot be read: " + e.getMessage(), e);
    } catch (JsonException | ClassCastException | DateTimeException | IllegalArgumentException e) {
      throw notOne(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static ConvergeException notOne(Path file, String why, @Nullable Exception e) {
    return new ConvergeException(
        ErrorCode.INVALID,
        "backup: " + file + ": " + why + " (expected: the file that `converge backup` wrote)",
        e);
  }

  private static BackupManifest read(Members in) {
    if (in.number("format") != FORMAT) {
      throw new IllegalArgumentException(
          "format " + in.number("format") + ", which a later version of converge wrote");
    }
    SortedMap<String, Digested> files = new TreeMap<>();
    in.objects("files").forEach((name, file) -> files.put(name, digested(name, file)));
    return new BackupManifest(
        Instant.parse(in.text("created_at")),
        in.text("version"),
        in.text("source"),
        new Counts(
            in.number("jobs"), in.number("runs"), in.number("events"), in.number("erasures")),
        files);
  }

  private static Digested digested(String name, Members in) {
    if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")) {
      throw new IllegalArgumentException("file \"" + name + "\" is not a plain name");
    }
    return new Digested(in.number("bytes"), in.text("sha256"));
  }
}
