package dev.converge.store.sqlite.directory;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.text.Times;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file in a restored data directory that records what was restored.
public final class RestoredFile {
  /// The name of the file.
  public static final String FILE = "restored.json";

  private static final Logger LOG = LoggerFactory.getLogger(RestoredFile.class);

  private RestoredFile() {}

  /// Writes the file.
  ///
  /// @param backup the backup that was restored
  /// @param erasedAgain jobs that were erased after the backup was made, and were erased again
  public static void write(
      Path directory, Path backup, BackupManifest manifest, Instant restoredAt, int erasedAgain)
      throws IOException {
    Json.Obj json =
        Json.object()
            .put("backup", backup.toString())
            .put("backup_created_at", Times.format(manifest.createdAt()))
            .put("source", manifest.source())
            .put("restored_at", Times.format(restoredAt))
            .put("erased_again", erasedAgain)
            .put("manifest", manifest.json())
            .build();
    Path file = directory.resolve(FILE);
    PrivateFiles.create(file);
    Files.writeString(file, json.canonical() + "\n", StandardCharsets.UTF_8);
    PrivateFiles.force(file);
  }

  /// Logs what a directory was restored from, if it was restored.
  public static void tell(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return;
    }
    try {
      Json.Obj json = (Json.Obj) Json.parse(Files.readString(file, StandardCharsets.UTF_8));
      LOG.info(
          "data directory {}: restored at {} from the backup of {} made at {}",
          directory,
          text(json, "restored_at"),
          text(json, "source"),
          text(json, "backup_created_at"));
    } catch (IOException | JsonException | ClassCastException e) {
      LOG.warn("{} cannot be read: {}", file, e.getMessage());
    }
  }

  private static String text(Json.Obj json, String name) {
    return OptionalMembers.text(json, name).orElse("?");
  }
}
