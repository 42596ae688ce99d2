package dev.converge.runtime.auth;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The file that stores API keys, readable only by its owner. It is replaced as a whole, so a
/// server that reads it during a change sees it before or after. Several processes can change it: a
/// lock file keeps them apart.
public final class KeyFile implements KeySource {
  /// Maximum number of keys in a file.
  public static final int MAX_KEYS = 10_000;

  /// Maximum size of a file, in bytes.
  static final long MAX_BYTES = 16L << 20;

  private static final String WHAT = "API keys";
  private final Path file;

  /// The keys in a file that need not exist yet.
  public KeyFile(Path file) {
    this.file = file;
  }

  /// The keys, in the order in which they were created; empty if there is no file.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the file cannot be read, with `INVALID` if it
  ///   is damaged or others than its owner can write it
  @Override
  public List<ApiKey> read() {
    try {
      requireSafe();
      if (Files.size(file) > MAX_BYTES) {
        throw wrong("too large (expected: at most " + MAX_BYTES + " bytes)", null);
      }
      return parse(Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException _) {
      return List.of();
    } catch (IOException e) {
      throw TrustedFile.unreadable(WHAT, file, e);
    }
  }

  /// Refuses a file that others than its owner can write. Must be called before the mode is
  /// tightened, which would hide that somebody could have changed the file.
  ///
  /// @throws ConvergeException with `INVALID`
  public void requireSafe() {
    try {
      TrustedFile.requireOwnersAlone(WHAT, file);
    } catch (IOException e) {
      throw TrustedFile.unreadable(WHAT, file, e);
    }
  }

  /// A warning if every user of the machine can read the file.
  @Override
  public Optional<String> warning() {
    try {
      return TrustedFile.readableByAll(WHAT, file);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private ConvergeException wrong(String why, @Nullable Exception cause) {
    return new ConvergeException(ErrorCode.INVALID, WHAT + ": " + file + ": " + why, cause);
  }

  /// A value that changes whenever the file does, as far as can be seen without reading it.
  @Override
  public Object stamp() {
    return TrustedFile.stamp(file);
  }

  /// Adds a key.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the file cannot be written
  @Override
  public void add(ApiKey key) {
    change(keys -> {
      if (keys.size() >= MAX_KEYS) {
        throw wrong(keys.size() + " keys (expected: fewer than " + MAX_KEYS + ")", null);
      }
      List<ApiKey> more = new ArrayList<>(keys);
      more.add(key);
      return more;
    });
  }

  /// Revokes a key without recording who did.
  ///
  /// @return whether the key exists
  /// @throws ConvergeException with `UNAVAILABLE` if the file cannot be written
  public boolean revoke(String id, Instant now) {
    return revoke(id, now, null);
  }

  /// Revokes a key. From then on it is invalid.
  ///
  /// @param by who revokes it on the command line, or `null`
  /// @return whether the key exists
  /// @throws ConvergeException with `UNAVAILABLE` if the file cannot be written
  @Override
  public boolean revoke(String id, Instant now, @Nullable String by) {
    if (read().stream().noneMatch(key -> key.id().equals(id))) {
      return false;
    }
    change(keys ->
        keys.stream().map(key -> key.id().equals(id) ? key.revoked(now, by) : key).toList());
    return true;
  }

  private void change(UnaryOperator<List<ApiKey>> change) {
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    try {
      Path parent = file.toAbsolutePath().getParent();
      Files.createDirectories(parent, TrustedFile.withMode("rwx------"));
      Set<StandardOpenOption> open =
          EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try (FileChannel channel =
              FileChannel.open(lock, open, TrustedFile.withMode(TrustedFile.OWNER_ONLY));
          FileLock _ = channel.lock()) {
        TrustedFile.replace(file, text(change.apply(read())));
      }
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          WHAT
              + ": "
              + file
              + " cannot be written: "
              + e.getMessage()
              + " (expected: a folder owned by this user)",
          e);
    }
  }

  /// One key per line, so that a person can read it and a tool can compare it.
  private static byte[] text(List<ApiKey> keys) {
    StringBuilder out = new StringBuilder("{\"keys\":[");
    String separator = "\n";
    for (ApiKey key : keys) {
      out.append(separator).append(ApiKeyLine.of(key));
      separator = ",\n";
    }
    return out.append("\n]}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private List<ApiKey> parse(String text) {
    try {
      if (Json.parse(text) instanceof Json.Obj root
          && root.get("keys").orElse(null) instanceof Json.Arr(List<Json> items)) {
        List<ApiKey> keys = new ArrayList<>();
        for (Json item : items) {
          keys.add(ApiKeyLine.read((Json.Obj) item));
        }
        return keys;
      }
    } catch (ClassCastException e) {
      throw wrong("a member is of the wrong type (expected: what `converge keys` writes)", e);
    } catch (JsonException | IllegalArgumentException | DateTimeException e) {
      throw wrong(e.getMessage() + " (expected: what `converge keys` writes)", e);
    }
    throw wrong("no \"keys\" (expected: {\"keys\": […]})", null);
  }
}
