package dev.converge.cli.command;

import dev.converge.cli.client.ServerClient;
import dev.converge.cli.client.ServerOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Continues a halted job.
@Command(
    name = "continue",
    description = {
      "Continues a job that halted because of a budget, a failed agent, a provider or an"
          + " invariant.",
      "Limits apply to the whole run, including what it has already used. Limits that you omit do"
          + " not change."
    })
public final class ContinueCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server = new ServerOptions();

  @Mixin private JobArgument job = new JobArgument();

  @Option(
      names = "--max-cycles",
      paramLabel = "COUNT",
      description = "The maximum number of cycles.")
  private @Nullable Integer maxCycles;

  @Option(names = "--max-facts", paramLabel = "COUNT", description = "The maximum number of facts.")
  private @Nullable Integer maxFacts;

  @Option(
      names = "--max-duration",
      paramLabel = "DURATION",
      description = "The maximum running time, such as 30m.")
  private @Nullable String maxDuration;

  @Option(
      names = "--max-tokens",
      paramLabel = "COUNT",
      description = "The maximum number of tokens.")
  private @Nullable Long maxTokens;

  @Option(
      names = "--max-cost-usd",
      paramLabel = "USD",
      description = "The maximum cost, in US dollars.")
  private @Nullable BigDecimal maxCost;

  @Option(
      names = "--observation",
      paramLabel = "KEY=TEXT",
      description =
          "An observation to add to the run. Can be repeated. Required if the job halted because of"
              + " an invariant.")
  private List<String> observations = new ArrayList<>();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why the job continues. Stored with the run.")
  private @Nullable String reason;

  @Option(
      names = "--actor",
      paramLabel = "NAME",
      description = "Who continues the job. Default: your user name.")
  private @Nullable String actor = ClientCommands.userName();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "An idempotency key. A second request with the same key does not continue the job again.")
  private @Nullable String key;

  @Option(names = "--stream", description = "Show the events of the run until it ends.")
  private boolean stream;

  @Override
  public Integer call() {
    ServerClient client = server.client();
    Json.Obj body = body();
    long before = sequence(client.get(job.path()));
    Json.Obj run = client.post(job.path() + "/continue", body, key);
    if (stream) {
      return ClientCommands.watch(client, job.id(), before, spec, false);
    }
    ClientCommands.out(spec).println(run.canonical());
    return ExitCode.CONVERGED;
  }

  private static long sequence(Json.Obj job) {
    return job.get("last_sequence").orElse(null) instanceof Json.Num number
        ? (long) number.value()
        : 0;
  }

  private Json.Obj body() {
    Json.Builder budget = Json.object();
    put(budget, "max_cycles", maxCycles);
    put(budget, "max_facts", maxFacts);
    budget.put("max_duration", maxDuration);
    put(budget, "max_tokens", maxTokens);
    put(budget, "max_cost_usd", maxCost);
    Json.Builder body = Json.object().put("actor", actor).put("reason", reason);
    Json.Obj limits = budget.build();
    if (!limits.fields().isEmpty()) {
      body.put("budget", limits);
    }
    if (!observations.isEmpty()) {
      body.put("observations", Json.array(observations.stream().map(this::observation).toList()));
    }
    return body.build();
  }

  private static void put(Json.Builder out, String name, @Nullable Number limit) {
    if (limit != null) {
      out.put(name, limit.doubleValue());
    }
  }

  private Json.Obj observation(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--observation: " + text + " (expected: KEY=TEXT, such as Signals=prices fell)");
    }
    return Json.object()
        .put("key", text.substring(0, equals))
        .put("content", text.substring(equals + 1))
        .build();
  }
}
