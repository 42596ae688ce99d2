package dev.converge.cli;

import dev.converge.engine.SystemTimers;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Serves until it is told to end.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    modelTransformer = ConfigOptions.All.class,
    description = "Starts the server.",
    footer = "%nEvery setting: converge config, and docs/reference/configuration.md.")
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Config config = ConfigOptions.sources(spec.commandLine().getParseResult()).config();
    config.requireSafe();
    Map<String, String> environment = System.getenv();
    Logs.use(config.sight(), environment, Logs.NO_TRACES);
    try (SystemTimers timers = new SystemTimers()) {
      Shutdown shutdown =
          new Shutdown(config.server().times().grace(), timers, Runtime.getRuntime()::halt);
      Signals.on("TERM", shutdown::ask);
      Signals.on("INT", shutdown::ask);
      Serving serving = Serving.start(config, environment);
      PrintWriter out = spec.commandLine().getOut();
      out.println("converge listens on " + serving.url());
      out.flush();
      serving.recover();
      shutdown.await();
      shutdown.end(serving);
    }
    return ExitCode.CONVERGED;
  }
}
