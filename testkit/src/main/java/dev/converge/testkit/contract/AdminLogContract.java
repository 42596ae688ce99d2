package dev.converge.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.engine.store.AdminLog;
import dev.converge.engine.store.AdminLog.Act;
import dev.converge.engine.store.AdminLog.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What every administrative log does; a subclass opens one.
public abstract class AdminLogContract extends PartContract<AdminLog> {
  private static final int MANY = 50;

  /// For subclasses.
  protected AdminLogContract() {}

  private static Act act(int number) {
    return new Act(
        SampleRun.NOON,
        "acme",
        "ann",
        false,
        "erase_job",
        "job_" + number,
        AdminLog.Outcome.DONE,
        "");
  }

  @Test
  final void entriesAreNumberedAndChained() {
    List<CompletableFuture<Boolean>> stored = new ArrayList<>();
    for (int i = 1; i <= MANY; i++) {
      CompletableFuture<Boolean> done = new CompletableFuture<>();
      store.record(act(i), done::complete);
      stored.add(done);
    }
    stored.forEach(done -> assertTrue(Asked.answer(done)));
    List<Entry> all = store.entries(0, AdminLog.MAX_PAGE);
    assertEquals(MANY, all.size());
    String previous = AdminLog.START;
    for (int i = 0; i < MANY; i++) {
      Json.Obj entry = (Json.Obj) Json.parse(all.get(i).line());
      assertEquals(i + 1, all.get(i).sequence());
      assertEquals(Json.of("job_" + (i + 1)), entry.get("target").orElseThrow());
      assertEquals(Json.of(previous), entry.get("previous").orElseThrow());
      TreeMap<String, Json> unsealed = new TreeMap<>(entry.fields());
      unsealed.remove("hash");
      previous = all.get(i).hash();
      assertEquals(Digest.of(new Json.Obj(unsealed).canonical()), previous);
    }
  }

  @Test
  final void pagesFollowEachOther() {
    for (int i = 1; i <= 5; i++) {
      CompletableFuture<Boolean> done = new CompletableFuture<>();
      store.record(act(i), done::complete);
      assertTrue(Asked.answer(done));
    }
    assertEquals(List.of(1L, 2L), sequences(0, 2));
    assertEquals(List.of(3L, 4L), sequences(2, 2));
    assertEquals(List.of(5L), sequences(4, 2));
    assertEquals(List.of(), sequences(5, 2));
    assertEquals(List.of(), sequences(99, 2));
  }

  private List<Long> sequences(long after, int limit) {
    return store.entries(after, limit).stream().map(Entry::sequence).toList();
  }
}
