package dev.converge.testkit.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.store.KeyStore;
import dev.converge.engine.store.KeyStore.Kept;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.PartContract;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What every store of API keys does; a subclass opens one.
public abstract class KeyStoreContract extends PartContract<KeyStore> {
  /// For subclasses.
  protected KeyStoreContract() {}

  private void put(String id, String line) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    store.put(new Kept(id, line), done::complete);
    assertTrue(Asked.answer(done));
  }

  @Test
  final void thereAreNoneAtFirst() {
    assertEquals(List.of(), store.keys());
    assertEquals(store.version(), store.version());
  }

  @Test
  final void keysStayInTheOrderInWhichTheyWereAddedWhateverIsChanged() {
    put("b", "{\"id\":\"b\"}");
    put("a", "{\"id\":\"a\",\"name\":\"Jürgen\"}");
    put("c", "{}");
    put("b", "{\"revoked\":true}");
    assertEquals(
        List.of(
            new Kept("b", "{\"revoked\":true}"),
            new Kept("a", "{\"id\":\"a\",\"name\":\"Jürgen\"}"),
            new Kept("c", "{}")),
        store.keys());
  }

  @Test
  final void theVersionIsAnotherOneAfterEachChange() {
    Set<Long> versions = new HashSet<>(Set.of(store.version()));
    for (String id : List.of("a", "b", "a", "b", "a")) {
      put(id, "{}");
      assertTrue(versions.add(store.version()), versions::toString);
    }
    long last = store.version();
    store.keys();
    assertEquals(last, store.version());
    put("z", "{}");
    assertNotEquals(last, store.version());
  }
}
