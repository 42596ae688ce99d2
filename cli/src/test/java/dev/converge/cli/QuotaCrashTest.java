package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.EngineStore;
import dev.converge.engine.Submission;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SteadyClock;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.UsageStore.Used;
import dev.converge.runtime.operations.quota.Amounts;
import dev.converge.runtime.operations.quota.Quota;
import dev.converge.runtime.operations.quota.Quotas;
import dev.converge.store.Store;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.Postgres;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is gone in the moment after it stored something of a job has counted it rightly:
/// here nothing is done any more once the events are stored.
final class QuotaCrashTest {
  private static final Program PROGRAM = ScriptedPrograms.gate(1);
  private static final Budget BUDGET = PROGRAM.definition().budget();
  private static final Submission JOB =
      Submission.of(
          PROGRAM, List.of(new Seed("seed:1", "Where it starts.", null)), BUDGET, Mode.OFFLINE);
  private static final Amounts LIMIT =
      new Amounts(Amounts.UNLIMITED, BUDGET.maxTokens(), Amounts.UNLIMITED);
  private static final Quota ONE_AT_A_TIME =
      new Quota(1, Amounts.NO_LIMITS, LIMIT, Quota.UNLIMITED);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SystemTimers timers = new SystemTimers();
  private final Host host = new Host(threads, timers, new SteadyClock(), new SecureRandom());

  @TempDir private Path folder = Path.of("");

  /// A server that is gone once its last events are stored.
  private final class ShortServer implements AutoCloseable {
    private final Store store;
    private final Quotas quotas;
    private final Engine engine;
    private final ScriptedAgents agents = new ScriptedAgents();

    private ShortServer(StoreAddress address) {
      this.store = Stores.open(address, StoreOptions.durable(host.clock()));
      this.quotas =
          new Quotas(ONE_AT_A_TIME, Quota.NONE, 1_000, store.usage(), store, host.clock());
      this.engine =
          new Engine(
              EngineSettings.DEFAULT,
              host,
              new EngineStore(store, store, store.replica(), quotas),
              ScriptedPrograms.installed(PROGRAM),
              agents,
              RunObserver.none());
      engine.recover();
      quotas.countUnfinished(store);
    }

    private String submitted() {
      return LiveEngine.get(quotas.reserved(JOB, engine::submit)).job().runId();
    }

    /// What is stored of what is used.
    private List<Used> used() {
      return store.usage().since(LocalDate.EPOCH);
    }

    private long unfinished() {
      return quotas.report(null).tenants().getFirst().used().running();
    }

    @Override
    public void close() {
      engine.close();
      agents.close();
      store.close();
    }
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    timers.close();
  }

  private void countsRightly(StoreAddress address) {
    String run;
    try (ShortServer server = new ShortServer(address)) {
      run = server.submitted();
    }
    try (ShortServer server = new ShortServer(address)) {
      Used reserved = server.used().getFirst();
      assertEquals(1, reserved.jobs());
      assertEquals(BUDGET.maxTokens(), reserved.tokens());
      assertEquals(BUDGET.maxCostMicros(), reserved.costMicros());
      assertEquals(1, server.unfinished());
      Input end = new Input.Cancelled("ann", null, server.engine.now());
      assertTrue(LiveEngine.get(server.engine.send(run, end)).view().state().status().isFinal());
    }
    try (ShortServer server = new ShortServer(address)) {
      Used used = server.used().getFirst();
      assertEquals(1, used.jobs());
      assertEquals(0, used.tokens());
      assertEquals(0, used.costMicros());
      assertEquals(0, server.unfinished());
      server.submitted();
    }
  }

  @Test
  void onSqlite() {
    countsRightly(StoreAddress.of(folder.resolve("data")));
  }

  @Test
  void onPostgresql() throws SQLException {
    countsRightly(new StoreAddress(Postgres.database()));
  }
}
