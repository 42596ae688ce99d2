package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.engine.store.MemoryAdminLog;
import dev.converge.runtime.operations.call.Permissions;
import dev.converge.testkit.contract.SetClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys that are changed without the server are in its administrative log.
final class KeyFileTrailTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder = Path.of("");
  private final SetClock clock = new SetClock(NOW);
  private final MemoryAdminLog log = new MemoryAdminLog(Runnable::run);
  private final Random random = new Random(3);

  private Path path() {
    return folder.resolve("keys.json");
  }

  private KeyFileTrail trail() {
    return new KeyFileTrail(new KeyFile(path()), log, clock);
  }

  private ApiKey key(String name) {
    Principal principal = new Principal("acme", name, Permissions.of(List.of("read")));
    return ApiKey.fresh(principal, random, NOW, null).key();
  }

  /// The entries: what, target, actor, detail.
  private List<String> entries() {
    return log.entries(0, 100).stream()
        .map(entry -> (Json.Obj) Json.parse(entry.line()))
        .map(entry ->
            Stream.of("what", "target", "actor", "asserted", "detail")
                .map(name -> entry.get(name).orElseThrow())
                .map(value -> value instanceof Json.Str(var text) ? text : value.canonical())
                .reduce((a, b) -> a + "|" + b)
                .orElseThrow())
        .toList();
  }

  @Test
  void whatTheCommandLineChangesIsRecordedOnceWithWhoDidIt() {
    KeyFileTrail trail = trail();
    trail.look();
    ApiKey alice = key("alice");
    new KeyFile(path()).add(alice.by("root"));
    trail.look();
    trail.look();
    String created =
        "create_key|alice|root|true|key "
            + alice.id()
            + ": read, in the file of API keys since "
            + NOW;
    assertEquals(List.of(created), entries());
    new KeyFile(path()).revoke(alice.id(), NOW.plusSeconds(1), "eve");
    trail.look();
    String revoked =
        "revoke_key|"
            + alice.id()
            + "|eve|true|revoked in the file of API keys at "
            + NOW.plusSeconds(1);
    assertEquals(List.of(created, revoked), entries());
    trail().look();
    assertEquals(2, entries().size());
  }

  @Test
  void whatWasChangedWhileNoServerRanIsRecordedAtTheNextStart() throws Exception {
    trail().look();
    ApiKey alice = key("alice");
    ApiKey bob = key("bob");
    new KeyFile(path()).add(alice);
    new KeyFile(path()).add(bob);
    trail().look();
    assertEquals(2, entries().size());
    Files.delete(path());
    new KeyFile(path()).add(bob);
    trail().look();
    assertEquals(
        "revoke_key|" + alice.id() + "||true|removed from the file of API keys",
        entries().getLast());
    trail().look();
    assertEquals(3, entries().size());
  }

  @Test
  void keysOfTheDatabaseAndOfOtherServersWereNotRemovedFromTheFile() {
    new KeyFile(path()).add(key("alice"));
    trail().look();
    KeyFile other = new KeyFile(folder.resolve("other.json"));
    ApiKey bob = key("bob");
    other.add(bob);
    KeyFileTrail shared = new KeyFileTrail(other, log, clock, true);
    shared.look();
    assertEquals(2, entries().size());
    assertTrue(entries().getLast().startsWith("create_key|bob|"), entries()::toString);
    other.revoke(bob.id(), NOW.plusSeconds(1));
    shared.look();
    assertTrue(entries().getLast().startsWith("revoke_key|" + bob.id()), entries()::toString);
    assertEquals(3, entries().size());
  }

  @Test
  void whatTheServerChangesIsNotRecordedAgain() {
    KeyFileTrail trail = trail();
    KeptKeyRing ring = new KeptKeyRing(new KeyFile(path()), random, clock, trail);
    var created = ring.create("acme", "alice", Permissions.of(List.of("read")), null);
    trail.look();
    clock.move(Duration.ofSeconds(2));
    ring.revoke("acme", created.key().id());
    trail.look();
    assertEquals(List.of(), entries());
  }
}
