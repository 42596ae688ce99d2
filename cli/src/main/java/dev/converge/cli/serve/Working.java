package dev.converge.cli.serve;

import dev.converge.cli.config.Config;
import dev.converge.cli.config.ConfigException;
import dev.converge.cli.logging.Logs;
import dev.converge.cli.terminal.Version;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.host.WallClock;
import dev.converge.engine.run.RunObserver;
import dev.converge.runtime.health.HealthFeature;
import dev.converge.runtime.health.ReadinessCheck;
import dev.converge.runtime.metrics.MetricsFeature;
import dev.converge.runtime.operations.quota.Quotas;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.store.Store;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import dev.converge.temporal.TemporalConnection;
import dev.converge.temporal.TemporalSettings;
import dev.converge.temporal.TemporalWorkers;
import dev.converge.temporal.WorkerParts;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker put together from its configuration: it drives runs that Temporal hands to it, and
/// answers only probes. What is opened is closed in the opposite order.
public final class Working implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Working.class);

  private final OpenedParts opened;
  private final MetricsFeature metrics = new MetricsFeature();
  private final Store store;
  private final @Nullable ConvergeServer probes;

  /// Works until the process is told to end; says for whom it works.
  ///
  /// @throws ConvergeException if something that it needs cannot be had
  /// @throws ConfigException if no Temporal cluster is configured
  public static void untilAsked(Config config, PrintWriter out) throws InterruptedException {
    TemporalSettings temporal = required(config);
    Logs.use(config.sight(), System.getenv(), Logs.NO_TRACES);
    try (SystemTimers timers = new SystemTimers()) {
      Shutdown shutdown =
          new Shutdown(config.server().times().grace(), timers, Runtime.getRuntime()::halt);
      Signals.on("TERM", shutdown::ask);
      Signals.on("INT", shutdown::ask);
      Working working = start(config, System.getenv(), InstantSource.system());
      out.println("converge works for " + temporal);
      ConvergeServer probes = working.probes;
      if (probes != null) {
        out.println("converge answers probes on port " + probes.port());
      }
      out.flush();
      working.store.whenLost(reason -> {
        LOG.error("stopping: {}", reason);
        shutdown.ask();
      });
      shutdown.await();
      shutdown.end(working);
    }
  }

  private static TemporalSettings required(Config config) {
    TemporalSettings temporal = config.temporal();
    if (temporal == null) {
      throw new ConfigException(
          List.of(
              "engine.host: server (expected: temporal, with temporal.target and storage.url; a"
                  + " worker drives the runs of a Temporal cluster)"));
    }
    return temporal;
  }

  /// Starts it; returns once it works.
  ///
  /// @param environment every variable of the process
  /// @param time which day it is, and what time
  /// @throws ConvergeException if something that it needs cannot be had
  /// @throws ConfigException if no Temporal cluster is configured
  public static Working start(Config config, Map<String, String> environment, InstantSource time) {
    OpenedParts opened = new OpenedParts();
    try {
      return new Working(config, required(config), environment, opened, time);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private Working(
      Config config,
      TemporalSettings temporal,
      Map<String, String> environment,
      OpenedParts opened,
      InstantSource time) {
    this.opened = opened;
    Composition wiring = opened.add(Serving.wiring(config.flows(), new WallClock(time)));
    RefusedTemplates.log(wiring.templates());
    Optional<Telemetry> telemetry = Telemetry.begin(config.sight(), environment, opened);
    this.store =
        opened.add(
            Stores.open(
                config.storage().store(),
                new StoreOptions(
                    config.storage().durability(),
                    wiring.host().clock(),
                    metrics.commits(),
                    false)));
    InstalledPrograms.keep(wiring.templates(), store.templates(), wiring.host().clock());
    opened.add(new SharedTemplates(wiring.host(), wiring.templates(), store.templates()));
    TemporalConnection connection = opened.add(TemporalConnection.open(temporal));
    connection.watch(wiring.host());
    TemporalWorkers workers =
        opened.add(
            TemporalWorkers.start(
                connection,
                parts(config, wiring, telemetry),
                config.engine().maxAgentCalls(),
                Version.number()));
    String address = config.workerListens();
    this.probes = address == null ? null : opened.add(probes(config, address, connection));
    metrics.watchWorker(workers::callsUnderWay, store::writable);
    metrics.watchTemporal(connection::answers);
    store.figures().ifPresent(metrics::watch);
  }

  private WorkerParts parts(Config config, Composition wiring, Optional<Telemetry> telemetry) {
    Agents agents = wiring.agents();
    return new WorkerParts(
        wiring.host(),
        store,
        store,
        wiring.templates(),
        telemetry.isPresent() ? telemetry.get().traced(agents) : agents,
        quotas(config, wiring.host()),
        observers(telemetry),
        config.engine().maxJobBytes());
  }

  /// What a job did not use of a quota is given back by whoever stores its end.
  private Quotas quotas(Config config, Host host) {
    return new Quotas(
        config.access().tenantQuota(),
        config.access().keyQuota(),
        config.engine().maxJobBytes(),
        store.usage(),
        store,
        host.clock());
  }

  /// Hear of what this worker stores.
  private RunObserver observers(Optional<Telemetry> telemetry) {
    List<RunObserver> all = new ArrayList<>();
    all.add(metrics.runs());
    telemetry.ifPresent(it -> all.add(it.tracing()));
    return RunObserver.all(all);
  }

  /// Answers whoever watches this process.
  private ConvergeServer probes(Config config, String address, TemporalConnection connection) {
    int colon = address.lastIndexOf(':');
    List<ReadinessCheck> checks =
        List.of(
            ReadinessCheck.recoveringLate(
                "store",
                () -> store.writable() ? Optional.empty() : Optional.of("cannot be written"),
                System::nanoTime),
            new ReadinessCheck("temporal", () -> TemporalRuns.problem(connection)));
    return Serving.listening(
        ServerSettings.DEFAULT
            .with(config.server().times())
            .at(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
        List.of(new HealthFeature(checks), metrics));
  }

  @Override
  public void close() {
    opened.close();
  }
}
