package dev.converge.runtime.auth;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Browser sessions that people ended before they expired, kept in a file until they would have
/// expired, so that a copy of the cookie is useless even after a restart. Thread-safe.
final class EndedSessions {
  /// Maximum number of sessions that are tracked; beyond that the session that expires first is
  /// dropped.
  static final int MAX_SESSIONS = 10_000;

  private static final String WHAT = "ended sessions";

  private final @Nullable Path file;
  private final InstantSource clock;
  private final Map<String, Instant> ended = new HashMap<>();

  /// @param file that stores them, or `null` to keep them in memory
  /// @throws ConvergeException with `UNAVAILABLE` if it cannot be read
  EndedSessions(@Nullable Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
    try {
      List<String> lines =
          file == null || !Files.exists(file) ? List.of() : Files.readAllLines(file);
      lines.forEach(this::read);
    } catch (IOException e) {
      throw TrustedFile.unreadable(WHAT, Path.of(String.valueOf(file)), e);
    }
  }

  /// An invalid line has no session to end.
  private void read(String line) {
    int blank = line.indexOf(' ');
    try {
      if (blank > 0) {
        ended.put(line.substring(0, blank), Instant.parse(line.substring(blank + 1)));
      }
    } catch (DateTimeException _) {
      // Not a line of this file.
    }
  }

  synchronized boolean contains(String id) {
    return ended.containsKey(id);
  }

  /// Ends a session; blocks for I/O.
  ///
  /// @param expiresAt when it can be removed from the file
  /// @throws ConvergeException with `UNAVAILABLE` if it cannot be stored; this process refuses the
  ///   session anyway
  synchronized void add(String id, Instant expiresAt) {
    Instant now = clock.instant();
    ended.values().removeIf(end -> !end.isAfter(now));
    ended.put(id, expiresAt);
    if (ended.size() > MAX_SESSIONS) {
      ended.entrySet().stream()
          .min(Comparator.comparing(Map.Entry<String, Instant>::getValue))
          .map(Map.Entry::getKey)
          .ifPresent(ended::remove);
    }
    if (file != null) {
      write(file);
    }
  }

  private void write(Path to) {
    StringBuilder text = new StringBuilder();
    ended.forEach((id, end) -> text.append(id).append(' ').append(end).append('\n'));
    try {
      TrustedFile.replace(to, text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, WHAT + ": " + to + " cannot be written: " + e.getMessage(), e);
    }
  }
}
