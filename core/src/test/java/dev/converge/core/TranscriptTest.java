package dev.converge.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.event.EventType;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every transcript happens as written, and together they visit everything that can happen.
/// `-Dconverge.transcripts.write=true` writes what happens now; read the difference before you keep
/// it.
class TranscriptTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("converge.core", ""), "src/test/resources/transcripts");

  /// The whole life of a run: from each status, where it can go.
  private static final List<String> TRANSITIONS =
      List.of(
          "PENDING -> RUNNING",
          "RUNNING -> RUNNING",
          "RUNNING -> WAITING",
          "RUNNING -> PAUSED",
          "RUNNING -> CONVERGED",
          "RUNNING -> HALTED",
          "RUNNING -> CANCELLED",
          "RUNNING -> FAILED",
          "WAITING -> RUNNING",
          "WAITING -> PAUSED",
          "WAITING -> HALTED",
          "WAITING -> CANCELLED",
          "WAITING -> FAILED",
          "PAUSED -> RUNNING",
          "PAUSED -> WAITING",
          "PAUSED -> HALTED",
          "PAUSED -> CANCELLED",
          "PAUSED -> FAILED",
          "HALTED -> RUNNING");

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  @Test
  void everyTranscriptHappensAsWritten() throws IOException {
    for (Path file : files()) {
      List<String> now = Transcript.replayed(file, _ -> {});
      if (Boolean.getBoolean("converge.transcripts.write")) {
        Files.write(file, now, StandardCharsets.UTF_8);
      }
      assertEquals(
          Files.readString(file, StandardCharsets.UTF_8),
          String.join("\n", now) + "\n",
          file.toString());
    }
  }

  @Test
  void theTranscriptsVisitEverything() throws IOException {
    Set<String> visited = new TreeSet<>();
    for (Path file : files()) {
      Transcript.replayed(file, seen -> note(seen, visited));
    }
    Set<String> all = new TreeSet<>();
    all.addAll(names("event", EventType.values()));
    all.addAll(names("input", Input.class.getPermittedSubclasses()));
    all.addAll(names("rejected", Body.Rejection.values()));
    all.addAll(names("halted", HaltReason.values()));
    all.addAll(names("refused", Outcome.Code.values()));
    TRANSITIONS.forEach(transition -> all.add("status " + transition));
    Set<String> missing = new TreeSet<>(all);
    missing.removeAll(visited);
    Set<String> unknown = new TreeSet<>(visited);
    unknown.removeAll(all);
    assertEquals(Set.of(), missing, "never visited");
    assertEquals(Set.of(), unknown, "visited, but not in the table");
  }

  private static List<String> names(String what, Class<?>[] types) {
    return Arrays.stream(types).map(type -> what + " " + type.getSimpleName()).toList();
  }

  private static List<String> names(String what, Enum<?>[] values) {
    List<String> names = new ArrayList<>();
    for (Enum<?> value : values) {
      names.add(what + " " + value.name().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private static void note(Transcript.Seen seen, Set<String> visited) {
    seen.input().ifPresent(input -> visited.add("input " + input.getClass().getSimpleName()));
    seen.outcome()
        .ifPresent(outcome -> {
          if (outcome instanceof Outcome.Refused(var code, _)) {
            visited.addAll(names("refused", new Enum<?>[] {code}));
          }
        });
    if (seen.event().sequence() == 0) {
      return;
    }
    visited.add("event " + seen.event().body().type().journalName());
    switch (seen.event().body()) {
      case Body.ProposalRejected rejected ->
          visited.addAll(names("rejected", new Enum<?>[] {rejected.code()}));
      case Body.RunStatus status -> {
        visited.add("status " + status.previous() + " -> " + status.status());
        assertEquals(seen.before().status(), status.previous());
        if (status.reason() != null) {
          visited.addAll(names("halted", new Enum<?>[] {status.reason()}));
        }
      }
      default -> {}
    }
  }
}
