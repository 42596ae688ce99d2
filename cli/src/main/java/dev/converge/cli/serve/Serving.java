package dev.converge.cli.serve;

import dev.converge.audit.Bundle;
import dev.converge.audit.RunRecords;
import dev.converge.audit.SigningKey;
import dev.converge.cli.config.Config;
import dev.converge.cli.config.ConfigException;
import dev.converge.cli.logging.Logs;
import dev.converge.cli.terminal.Version;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineStore;
import dev.converge.engine.Eraser;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.host.WallClock;
import dev.converge.engine.run.RunObserver;
import dev.converge.runtime.Features;
import dev.converge.runtime.a2a.A2aFeature;
import dev.converge.runtime.admin.AdminFeature;
import dev.converge.runtime.audit.AuditFeature;
import dev.converge.runtime.audit.ErasureFeature;
import dev.converge.runtime.audit.TemplatePrograms;
import dev.converge.runtime.auth.KeyFile;
import dev.converge.runtime.capabilities.ServerParts;
import dev.converge.runtime.changes.ChangesFeature;
import dev.converge.runtime.changes.JobChanges;
import dev.converge.runtime.grpc.GrpcFeature;
import dev.converge.runtime.mcp.McpFeature;
import dev.converge.runtime.metrics.MetricsFeature;
import dev.converge.runtime.models.ModelsFeature;
import dev.converge.runtime.operations.Operations;
import dev.converge.runtime.operations.admin.AdminOperations;
import dev.converge.runtime.operations.quota.Quotas;
import dev.converge.runtime.operations.template.InstalledTemplates;
import dev.converge.runtime.report.ReportFeature;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.store.Store;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server put together from its configuration. What is opened is closed in the opposite order,
/// also if something in between cannot be opened.
public final class Serving implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  /// Whether Netty tells the flight recorder of its buffers.
  private static final String NETTY_EVENTS = "io.netty.jfr.enabled";

  private final Config config;
  private final OpenedParts opened;
  private final Composition wiring;
  private final AccessControl access;
  private final MetricsFeature metrics = new MetricsFeature();
  private final JobChanges changes = new JobChanges();
  private final Engine engine;
  private final Store store;
  private final Quotas quotas;
  private final SigningKey signingKey;
  private final WebhookSending webhooks;
  private final @Nullable TemporalRuns temporal;
  private final ConvergeServer server;

  /// Serves until the process is told to end; says where it listens.
  ///
  /// @throws ConvergeException if something that it needs cannot be had
  /// @throws ConfigException if it would let in everybody unasked
  public static void untilAsked(Config config, PrintWriter out) throws InterruptedException {
    untilAsked(config, out, (_, _) -> {});
  }

  /// @param begun gets the server and what asks it to end, once it takes up what was interrupted
  static void untilAsked(Config config, PrintWriter out, BiConsumer<Serving, Runnable> begun)
      throws InterruptedException {
    config.requireSafe();
    config.requireSharedKey();
    leaveOut(config);
    Map<String, String> environment = System.getenv();
    Logs.use(config.sight(), environment, Logs.NO_TRACES);
    try (SystemTimers timers = new SystemTimers()) {
      Shutdown shutdown =
          new Shutdown(config.server().times().grace(), timers, Runtime.getRuntime()::halt);
      Signals.on("TERM", shutdown::ask);
      Signals.on("INT", shutdown::ask);
      Serving serving = start(config, environment);
      out.println("converge listens on " + serving.url());
      out.flush();
      serving.recover();
      serving.whenLost(reason -> {
        LOG.error("stopping: {}", reason);
        shutdown.ask();
      });
      begun.accept(serving, shutdown::ask);
      shutdown.await();
      shutdown.end(serving);
    }
  }

  /// Keeps libraries from loading at every start what a server does not need.
  private static void leaveOut(Config config) {
    if (config.server().tls() == null) {
      // Otherwise a library for TLS is loaded and tried.
      System.setProperty("com.linecorp.armeria.tlsEngineType", "jdk");
    }
    if (System.getProperty(NETTY_EVENTS) == null) {
      // Otherwise the first request waits until the flight recorder knows Netty's events.
      System.setProperty(NETTY_EVENTS, "false");
    }
  }

  /// Starts it; returns once it listens.
  ///
  /// @param environment every variable of the process
  /// @throws ConvergeException if something that it needs cannot be had
  /// @throws ConfigException if the environment asks for something that there is not
  public static Serving start(Config config, Map<String, String> environment) {
    return start(config, environment, InstantSource.system());
  }

  /// Starts it with another time of day.
  ///
  /// @param environment every variable of the process
  /// @param time which day it is, and what time
  /// @throws ConvergeException if something that it needs cannot be had
  /// @throws ConfigException if the environment asks for something that there is not
  public static Serving start(Config config, Map<String, String> environment, InstantSource time) {
    OpenedParts opened = new OpenedParts();
    try {
      return new Serving(config, environment, opened, time);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private Serving(
      Config config, Map<String, String> environment, OpenedParts opened, InstantSource time) {
    this.config = config;
    this.opened = opened;
    if (config.access().enabled()) {
      new KeyFile(config.access().keys()).requireSafe();
    }
    WallClock clock = new WallClock(time);
    // Beside the templates, which take as long.
    Meanwhile<KeptData> data =
        opened.add(Meanwhile.open("converge-open", () -> KeptData.open(config, clock, metrics)));
    this.wiring = opened.add(wiring(config.flows(), clock));
    this.access = new AccessControl(config.access(), config.storage().data(), wiring.host());
    RefusedTemplates.log(wiring.templates());
    Optional<Telemetry> telemetry = Telemetry.begin(config.sight(), environment, opened);
    KeptData kept = opened.add(data.take());
    this.store = kept.store();
    keepTemplates(store);
    opened.add(
        new WatchedDirectories(
            wiring.host(),
            wiring.templates(),
            config.flows().templates(),
            () -> keepTemplates(store)));
    this.signingKey = kept.signingKey();
    this.webhooks = opened.add(new WebhookSending(config, wiring.host(), store, signingKey));
    if (!store.replica().membership().members().isEmpty()) {
      opened.add(new SharedTemplates(wiring.host(), wiring.templates(), store.templates()));
    }
    Agents agents = wiring.agents();
    this.quotas =
        new Quotas(
            config.access().tenantQuota(),
            config.access().keyQuota(),
            config.engine().maxJobBytes(),
            store.usage(),
            store,
            wiring.host().clock());
    this.temporal =
        config.temporal() == null
            ? null
            : opened.add(TemporalRuns.open(config.temporal(), wiring.host(), store, metrics));
    this.engine =
        opened.add(
            wiring.engine(
                config.engine(),
                ports(),
                telemetry.isPresent() ? telemetry.get().traced(agents) : agents,
                observers(telemetry)));
    quotas.countUnfinished(store);
    metrics.watch(engine, store::writable);
    changes.watch(store.replica().watches());
    store.figures().ifPresent(metrics::watch);
    this.server = opened.add(server(store));
  }

  /// What runs flows, as configured.
  static Composition wiring(Config.Flows flows, WallClock clock) {
    return new Composition(
        flows.templates(),
        ModelOptions.of(flows.models(), flows.recordings()),
        PatentOptions.of(flows.patents()),
        ToolOptions.of(flows.tools()),
        clock);
  }

  private void keepTemplates(Store store) {
    InstalledPrograms.keep(wiring.templates(), store.templates(), wiring.host().clock());
  }

  /// Where the engine stores, and who drives its runs.
  private EngineStore ports() {
    return temporal == null
        ? new EngineStore(store, store, store.replica(), quotas)
        : temporal.ports(quotas);
  }

  private RunObserver observers(Optional<Telemetry> telemetry) {
    List<RunObserver> all = new ArrayList<>();
    all.add(metrics.runs());
    all.add(quotas);
    all.add(changes);
    all.add(webhooks.observer());
    telemetry.ifPresent(it -> all.add(it.tracing()));
    return RunObserver.all(all);
  }

  private ConvergeServer server(Store store) {
    List<Feature> features = features(store);
    features.addAll(
        access.features(
            store, config.server(), config.sight().metricsPublic(), metrics.refusals()));
    // After what refuses requests, so that those are counted too.
    features.add(metrics);
    return listening(config.server(), features);
  }

  /// A server that leaves the rest of the process its part of the grace period.
  static ConvergeServer listening(ServerSettings settings, List<Feature> features) {
    ServerSettings.Times times =
        settings.times().withGrace(Shutdown.ofServer(settings.times().grace()));
    try {
      return ConvergeServer.start(settings.with(times), features);
    } catch (IllegalStateException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          e.getMessage() + " (expected: an address of this machine and a free port; --port 0)",
          e);
    }
  }

  private List<Feature> features(Store store) {
    InstalledTemplates templates =
        new InstalledTemplates(wiring.templates(), store.templates(), wiring.host().clock());
    Features all =
        Features.over(
            engine,
            store,
            store.adminLog(),
            templates,
            config.jobs(),
            offered(),
            quotas,
            webhooks.terms());
    List<Feature> features = all.all(ServedChecks.of(store, temporal));
    Operations operations = all.operations();
    RunRecords records = new RunRecords(store, store, TemplatePrograms.files(wiring.templates()));
    Bundle.Origin origin =
        new Bundle.Origin(Version.number(), EnumWord.of(config.storage().durability()));
    SigningKey key = signingKey;
    features.add(webhooks.feature(operations.webhooks()));
    features.add(new AuditFeature(operations.audit(), records, origin, key));
    features.add(new ChangesFeature(changes));
    features.add(new ModelsFeature(operations.templates(), new ServedModels(wiring.models())));
    features.add(new ReportFeature(operations.audit(), records));
    features.add(
        new AdminFeature(
            new AdminOperations(
                all.entrance(),
                access.keyRing(store, features),
                store.adminLog(),
                wiring.host().clock()),
            store.adminLog(),
            Version.number(),
            key));
    Eraser eraser = new Eraser(engine, store, wiring.host());
    if (config.storage().retention() != null) {
      eraser.keepFor(config.storage().retention());
    }
    if (config.storage().keep() != null) {
      eraser.removeAfter(config.storage().keep());
    }
    features.add(new ErasureFeature(operations.audit(), eraser::erase));
    features.add(
        new GrpcFeature(
            operations,
            config.jobs(),
            wiring.host().clock(),
            (_, _, runId) ->
                Bundle.of(records.record(runId), origin, key).open(wiring.host().executor()),
            Features.checks(engine, store, List.of()),
            wiring.host().timers(),
            Version.number(),
            config.sight().grpcReflection()));
    features.add(new A2aFeature(operations, Version.number()));
    features.add(
        new McpFeature(
            operations,
            Version.number(),
            config.jobs().maxSeeds(),
            config.mcpDecides(),
            runId -> Bundle.of(records.record(runId), origin, key)));
    return features;
  }

  private ServerParts offered() {
    return new ServerParts(
        Version.number(),
        List.of(),
        List.of("offline", "live", "recorded"),
        EnumWord.of(config.jobs().defaultMode()),
        wiring.models().providers().stream()
            .filter(p -> p.missing() == null)
            .map(p -> p.name())
            .toList(),
        List.of("audit", "a2a", "grpc", "mcp", "webhooks"));
  }

  /// Calls back once if the store can never be written again by this process.
  ///
  /// @param told gets the reason
  void whenLost(Consumer<String> told) {
    store.whenLost(told);
  }

  /// Takes up what was interrupted, meanwhile.
  public void recover() {
    wiring.watchTheClock(engine);
    wiring.host().executor().execute(engine::recover);
    webhooks.start(engine);
  }

  /// Where it listens.
  public String url() {
    return url(config.server(), server);
  }

  static String url(ServerSettings settings, ConvergeServer server) {
    String host = settings.host();
    return (settings.tls() == null ? "http://" : "https://")
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + server.port();
  }

  /// Ends it: takes no more work, fails `/ready`, ends streams so that their clients go on
  /// elsewhere, answers what is under way, and leaves runs to whoever takes them up.
  @Override
  public void close() {
    engine.drain();
    opened.close();
  }
}
