package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.error.ConvergeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private final Random random = new Random(7);

  @TempDir private Path folder = Path.of("");

  private KeyFile file() {
    return new KeyFile(folder.resolve("data").resolve("keys.json"));
  }

  private ApiKey.Fresh fresh(String tenant, String name) {
    return ApiKey.fresh(new Principal(tenant, name), random, NOW, null);
  }

  private ApiKeys keys(AtomicReference<Instant> now) {
    return new ApiKeys(file(), now::get, Runnable::run);
  }

  private static Optional<Principal> ask(ApiKeys keys, String credential) {
    return keys.authenticate(credential).toCompletableFuture().join()
            instanceof Authenticator.Verdict.LetIn(var principal)
        ? Optional.of(principal)
        : Optional.empty();
  }

  @Test
  void keysAreReadAsTheyWereWritten() {
    ApiKey one = fresh("acme", "alice").key();
    ApiKey two = ApiKey.fresh(new Principal("acme", "bob"), random, NOW, NOW.plusSeconds(60)).key();
    file().add(one);
    file().add(two);
    assertTrue(file().revoke(one.id(), NOW.plusSeconds(1)));
    assertEquals(List.of(one.revoked(NOW.plusSeconds(1), null), two), file().read());
    assertFalse(file().revoke("0123456789abcdef", NOW));
  }

  @Test
  void theFileIsItsOwnersAloneAndHoldsNoKey() throws IOException {
    ApiKey.Fresh key = fresh("acme", "alice");
    file().add(key.key());
    Path path = folder.resolve("data").resolve("keys.json");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    Path lock = path.resolveSibling("keys.json.lock");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)));
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data"))));
    String secret = key.text().substring(key.text().lastIndexOf('_') + 1);
    assertFalse(Files.readString(path).contains(secret));
  }

  @Test
  void theOwnerOfAKeyIsLetInAndNobodyElse() {
    ApiKey.Fresh alice = fresh("acme", "alice");
    ApiKey.Fresh bob = fresh("other", "bob");
    file().add(alice.key());
    ApiKeys keys = keys(new AtomicReference<>(NOW));
    assertEquals(Optional.of(new Principal("acme", "alice")), ask(keys, alice.text()));
    assertEquals(Optional.empty(), ask(keys, bob.text()));
    // The id of one key with the secret of another.
    String mixed = alice.text().substring(0, 21) + bob.text().substring(21);
    assertNotEquals(alice.text(), mixed);
    assertEquals(Optional.empty(), ask(keys, mixed));
    for (int i = 0; i < alice.text().length(); i++) {
      char other = alice.text().charAt(i) == 'a' ? 'b' : 'a';
      String wrong = alice.text().substring(0, i) + other + alice.text().substring(i + 1);
      assertEquals(Optional.empty(), ask(keys, wrong), "changed at " + i);
    }
  }

  @Test
  void aRunningServerLearnsOfNewAndOfRevokedKeys() {
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    ApiKeys keys = keys(now);
    ApiKey.Fresh alice = fresh("acme", "alice");
    file().add(alice.key());
    assertEquals(Optional.empty(), ask(keys, alice.text()));
    now.set(NOW.plusSeconds(2));
    assertTrue(ask(keys, alice.text()).isPresent());
    file().revoke(alice.key().id(), NOW);
    now.set(NOW.plusSeconds(4));
    assertEquals(Optional.empty(), ask(keys, alice.text()));
  }

  @Test
  void theFirstRequestAfterARevocationIsRefusedHoweverLongNobodyAsked() {
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    ApiKey.Fresh alice = fresh("acme", "alice");
    file().add(alice.key());
    Deque<Runnable> threads = new ArrayDeque<>();
    ApiKeys keys = new ApiKeys(file(), now::get, threads::add);
    file().revoke(alice.key().id(), NOW);
    now.set(NOW.plusSeconds(86_400));
    // Asked before anybody has read the file again, and answered only then.
    var first = keys.authenticate(alice.text()).toCompletableFuture();
    var second = keys.authenticate(alice.text()).toCompletableFuture();
    threads.forEach(Runnable::run);
    for (var verdict : List.of(first.join(), second.join())) {
      assertEquals(
          new Authenticator.Verdict.Refused("API key " + alice.key().id() + " is revoked"),
          verdict);
    }
  }

  @Test
  void aClockThatWasSetBackDoesNotPutOffTheNextLook() {
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    ApiKey.Fresh alice = fresh("acme", "alice");
    file().add(alice.key());
    ApiKeys keys = keys(now);
    file().revoke(alice.key().id(), NOW);
    now.set(NOW.minusSeconds(3_600));
    assertEquals(Optional.empty(), ask(keys, alice.text()));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileThatOthersMayWriteIsRefusedAndOneThatTheyMayReadIsToldOf() throws IOException {
    ApiKey.Fresh alice = fresh("acme", "alice");
    file().add(alice.key());
    Path path = folder.resolve("data").resolve("keys.json");
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    ApiKeys keys = keys(now);
    for (String mode : List.of("rw-rw-rw-", "rw--w----", "rw-----w-")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
      String message =
          String.valueOf(assertThrows(ConvergeException.class, file()::read).getMessage());
      assertTrue(message.contains("has mode " + mode), message);
      assertTrue(message.contains("chmod 600"), message);
      assertThrows(ConvergeException.class, () -> file().add(fresh("acme", "bob").key()));
    }
    // A server that runs keeps the keys it read while the file could be trusted.
    now.set(NOW.plusSeconds(2));
    assertTrue(ask(keys, alice.text()).isPresent());
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(1, file().read().size());
    assertTrue(file().warning().orElseThrow().contains("rw-r--r--"));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r-----"));
    assertEquals(Optional.empty(), file().warning());
  }

  @Test
  void anExpiredKeyLetsNobodyIn() {
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    ApiKey.Fresh key =
        ApiKey.fresh(new Principal("acme", "alice"), random, NOW, NOW.plusSeconds(1));
    file().add(key.key());
    ApiKeys keys = keys(now);
    assertTrue(ask(keys, key.text()).isPresent());
    now.set(NOW.plusSeconds(1));
    assertEquals(Optional.empty(), ask(keys, key.text()));
  }

  @Test
  void aFileThatBecameUnreadableLeavesTheKeysKnownBefore() throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    ApiKey.Fresh alice = fresh("acme", "alice");
    file().add(alice.key());
    ApiKeys keys = keys(now);
    Files.writeString(folder.resolve("data").resolve("keys.json"), "{\"keys\":[{}]}");
    now.set(NOW.plusSeconds(2));
    ask(keys, alice.text());
    assertTrue(ask(keys, alice.text()).isPresent());
    String message =
        String.valueOf(assertThrows(ConvergeException.class, file()::read).getMessage());
    assertTrue(message.contains("no \"id\""), message);
  }
}
