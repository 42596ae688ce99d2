package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.KeyStore;
import dev.converge.engine.store.MemoryAdminLog;
import dev.converge.runtime.operations.admin.KeyRing;
import dev.converge.runtime.operations.call.Permissions;
import dev.converge.testkit.key.MemoryKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// API keys in a database that two servers share.
class StoredKeysTest {
  private static final Permissions READ = Permissions.of(List.of("read"));

  private final MemoryKeys database = new MemoryKeys();
  private Instant now = Instant.parse("2026-03-10T12:00:00Z");
  private final InstantSource clock = () -> now;

  @TempDir private Path folder = Path.of("");

  private KeyFile file(String server) {
    return new KeyFile(folder.resolve(server).resolve("keys.json"));
  }

  private ApiKeys letsIn(String server) {
    return new ApiKeys(new StoredKeys(database, file(server)), clock, Runnable::run);
  }

  private KeyRing ring(String server, KeyStore store) {
    KeyFile file = file(server);
    KeyFileTrail trail = new KeyFileTrail(file, new MemoryAdminLog(Runnable::run), clock);
    return new KeptKeyRing(new StoredKeys(store, file), new SecureRandom(), clock, trail);
  }

  private static Authenticator.Verdict verdict(ApiKeys keys, String text) {
    return keys.authenticate(text).toCompletableFuture().join();
  }

  private void aSecondLater() {
    now = now.plus(ApiKeys.LOOK_EVERY).plusMillis(1);
  }

  @Test
  void aKeyMadeOnOneServerLetsInOnTheOtherAndNoLongerASecondAfterItIsRevoked() {
    ApiKeys one = letsIn("one");
    ApiKeys other = letsIn("other");
    KeyRing.Created made = ring("one", database).create("acme", "ann", READ, null);
    aSecondLater();
    for (ApiKeys server : List.of(one, other)) {
      var in = assertInstanceOf(Authenticator.Verdict.LetIn.class, verdict(server, made.text()));
      assertEquals(new Principal("acme", "ann", READ), in.principal());
    }
    String id = made.key().id();
    assertTrue(ring("other", database).revoke("acme", id).isPresent());
    aSecondLater();
    for (ApiKeys server : List.of(one, other)) {
      var out = assertInstanceOf(Authenticator.Verdict.Refused.class, verdict(server, made.text()));
      assertEquals("API key " + id + " is revoked", out.reason());
    }
  }

  @Test
  void theDatabaseHoldsNoKeyAndTheFileOnlyWhatIsMadeThere() {
    KeyRing.Created made = ring("one", database).create("acme", "ann", READ, null);
    String line = database.keys().getFirst().line();
    assertTrue(line.contains(made.key().id()), line);
    assertFalse(line.contains(made.text().substring(made.text().lastIndexOf('_'))), line);
    assertFalse(Files.exists(folder.resolve("one").resolve("keys.json")));
  }

  @Test
  void keysOfTheServersFileLetInAsWellAndAreRevokedThere() {
    ApiKey.Fresh fresh =
        ApiKey.fresh(new Principal("acme", "root", READ), new SecureRandom(), now, null);
    file("one").add(fresh.key());
    ApiKeys one = letsIn("one");
    assertInstanceOf(Authenticator.Verdict.LetIn.class, verdict(one, fresh.text()));
    assertEquals(1, ring("one", database).keys("acme").size());
    assertEquals(List.of(), ring("one", database).keys("other"));
    assertTrue(ring("one", database).revoke("acme", fresh.key().id()).isPresent());
    aSecondLater();
    assertInstanceOf(Authenticator.Verdict.Refused.class, verdict(one, fresh.text()));
    assertEquals(List.of(), database.keys());
  }

  @Test
  void aKeyThatIsNotStoredIsNotHandedOut() {
    KeyStore broken =
        new KeyStore() {
          @Override
          public List<Kept> keys() {
            return List.of();
          }

          @Override
          public long version() {
            return 0;
          }

          @Override
          public void put(Kept key, Consumer<Boolean> done) {
            done.accept(false);
          }
        };
    ConvergeException e =
        assertThrows(
            ConvergeException.class,
            () -> ring("one", broken).create("acme", "ann", READ, now.plus(Duration.ofDays(1))));
    assertEquals(ErrorCode.UNAVAILABLE, e.code());
  }
}
