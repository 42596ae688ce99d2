package dev.converge.cli;

import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.RunObserver;
import dev.converge.runtime.Features;
import dev.converge.runtime.audit.AuditFeature;
import dev.converge.runtime.audit.Bundle;
import dev.converge.runtime.audit.RunRecords;
import dev.converge.runtime.audit.SigningKey;
import dev.converge.runtime.audit.TemplateLookup;
import dev.converge.runtime.capabilities.Offered;
import dev.converge.runtime.jobs.JobSettings;
import dev.converge.runtime.runs.Runs;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.templates.InstalledTemplates;
import dev.converge.store.SqliteStore;
import dev.converge.store.StoreOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Serves until it is told to end.
@Command(name = "serve", description = "Starts the server.")
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      defaultValue = "${env:CONVERGE_HOST:-127.0.0.1}",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      defaultValue = "${env:CONVERGE_PORT:-8080}",
      description = "Port; 0 for any that is free (default: ${DEFAULT-VALUE}).")
  private int port = 8080;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:CONVERGE_DATA:-converge-data}",
      description = "Where everything is kept (default: ./converge-data).")
  private Path data = Path.of("converge-data");

  @Option(names = "--templates", paramLabel = "DIR", description = "More templates.")
  private List<Path> directories = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    Wiring wiring = new Wiring(directories);
    SqliteStore store = SqliteStore.open(data, StoreOptions.durable(wiring.host().clock()));
    Installed.keep(wiring.templates(), store.templates(), wiring.host().clock());
    WatchedDirectories watched =
        new WatchedDirectories(
            wiring.host(),
            wiring.templates(),
            directories,
            () -> Installed.keep(wiring.templates(), store.templates(), wiring.host().clock()));
    Engine engine = wiring.engine(EngineSettings.DEFAULT, store, RunObserver.none());
    ConvergeServer server =
        ConvergeServer.start(
            ServerSettings.DEFAULT.at(host, port), features(wiring, store, engine));
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("converge-shutdown")
                .unstarted(() -> {
                  watched.close();
                  engine.drain();
                  server.close();
                  engine.close();
                  store.close();
                  wiring.close();
                  ended.countDown();
                }));
    spec.commandLine()
        .getOut()
        .println("converge listens on http://" + shown(host) + ":" + server.port());
    spec.commandLine().getOut().flush();
    wiring.host().executor().execute(engine::recover);
    ended.await();
    return ExitCode.CONVERGED;
  }

  private List<Feature> features(Wiring wiring, SqliteStore store, Engine engine) {
    InstalledTemplates templates =
        new InstalledTemplates(wiring.templates(), store.templates(), wiring.host().clock());
    List<Feature> features =
        new ArrayList<>(
            Features.over(engine, store, templates, JobSettings.DEFAULT, offered()).all(List.of()));
    features.add(
        new AuditFeature(
            engine,
            new Runs(store),
            new RunRecords(store, store, TemplateLookup.of(wiring.templates())),
            new Bundle.Origin(Version.number(), "full"),
            SigningKey.ofDirectory(data)));
    return features;
  }

  private Offered offered() {
    return new Offered(
        new Version().getVersion()[0],
        List.of(),
        List.of("offline"),
        "offline",
        List.of(),
        List.of());
  }

  private static String shown(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
