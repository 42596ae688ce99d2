package dev.converge.cli.command;

import dev.converge.cli.client.LiveView;
import dev.converge.cli.client.Seeds;
import dev.converge.cli.client.ServerClient;
import dev.converge.cli.client.ServerOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.fork.ForkChanges;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Forks a run on a server: runs it again with changes; calls that they do not affect are answered
/// from its record.
@Command(
    name = "fork",
    description = {
      "Runs a job on a server again with changes.",
      "Calls that the changes do not affect are answered from the record of the original and cost"
          + " nothing. Prints which agents call models, which are answered from the record, and"
          + " what that saves."
    })
public final class ForkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server = new ServerOptions();

  @Mixin private JobArgument job = new JobArgument();

  @Mixin private RunOption run = new RunOption();

  @ArgGroup private @Nullable Point at;

  /// Where the changes start to apply.
  static final class Point {
    @Option(
        names = "--at-sequence",
        paramLabel = "N",
        description =
            "Apply the changes after this event of the original. Default: from the start.")
    private @Nullable Long sequence;

    @Option(
        names = "--at-cycle",
        paramLabel = "N",
        description = "Apply the changes after this cycle of the original.")
    private @Nullable Long cycle;
  }

  @Option(
      names = "--seeds",
      paramLabel = "JSON|@FILE",
      description =
          "Seeds to replace (same id) or to add, as JSON, @FILE, or @- for standard input. Other"
              + " seeds stay the same.")
  private @Nullable String seeds;

  @Option(
      names = "--template-version",
      paramLabel = "VERSION",
      description = "The version of the template. Default: the version of the original.")
  private @Nullable String version;

  @Option(
      names = "--model",
      paramLabel = "AGENT=MODEL",
      description =
          "The model for an agent, such as strategy=openai/gpt-5, or without AGENT= the model for"
              + " every agent. Can be repeated.")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "How model calls are answered: offline, live or recorded. Default: the mode of the"
              + " original.")
  private @Nullable String mode;

  @Option(
      names = "--budget",
      paramLabel = "JSON|@FILE",
      description = "Limits to change, such as {\"max_cycles\": 9}, as JSON or @FILE.")
  private @Nullable String budget;

  @Option(
      names = "--actor",
      paramLabel = "NAME",
      description = "Who forks the run. Stored with the fork.")
  private @Nullable String actor;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "An idempotency key. A second request with the same key does not create another fork.")
  private @Nullable String key;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      description = "How long to wait for the fork to end, such as 30s. Default: do not wait.")
  private @Nullable String wait;

  @Option(names = "--json", description = "Print the fork as one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    ServerClient client = server.client();
    String path = job.path() + "/fork" + run.parameter("?");
    Json.Obj fork = client.post(path, body(), key);
    if (wait != null) {
      String job = LiveView.text(fork, "job_id");
      fork = client.get(ClientCommands.job(job) + "?wait=" + ClientCommands.encode(wait));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(fork.canonical());
    } else {
      lines(fork).forEach(out::println);
    }
    out.flush();
    String reason = LiveView.text(fork, "reason");
    return wait == null
        ? ExitCode.CONVERGED
        : ExitCode.of(LiveView.text(fork, "status"), reason.isEmpty() ? null : reason);
  }

  private Json.Obj body() {
    Json.Builder out = Json.object();
    if (at != null) {
      boolean cycle = at.cycle != null;
      Long number = cycle ? at.cycle : at.sequence;
      if (number != null) {
        out.put("at", Json.object().put(cycle ? "cycle" : "sequence", (double) number).build());
      }
    }
    Json.Builder each = Json.object();
    boolean any = false;
    for (String model : models) {
      int equals = model.indexOf('=');
      if (equals < 0) {
        out.put("model", model);
      } else {
        each.put(model.substring(0, equals), model.substring(equals + 1));
        any = true;
      }
    }
    return out.put("models", any ? each.build() : null)
        .put("seeds", seeds == null ? null : Seeds.read(seeds))
        .put("version", version)
        .put("mode", mode)
        .put("budget", budget == null ? null : budget(budget))
        .put("actor", actor)
        .build();
  }

  private static Json budget(String text) {
    try {
      String json = text.startsWith("@") ? Files.readString(Path.of(text.substring(1))) : text;
      return Json.parse(json.strip());
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.INVALID, "--budget: " + text + " cannot be read: " + e.getMessage(), e);
    } catch (JsonException e) {
      throw new ConvergeException(ErrorCode.INVALID, "--budget: " + e.getMessage(), e);
    }
  }

  /// The fork as lines for people.
  private static List<String> lines(Json.Obj fork) {
    List<String> lines = new ArrayList<>();
    lines.add(
        LiveView.text(fork, "job_id")
            + "  "
            + LiveView.text(fork, "run_id")
            + "  "
            + LiveView.text(fork, "status"));
    if (fork.get("forked_from").orElse(null) instanceof Json.Obj origin) {
      Json changes = origin.get("changes").orElse(Json.Obj.EMPTY);
      List<String> words = ForkChanges.read((Json.Obj) changes).words();
      lines.add(
          "fork of "
              + LiveView.text(origin, "run_id")
              + ", shares "
              + number(origin, "shared")
              + " of "
              + number(origin, "recorded")
              + " events");
      lines.add("changed: " + (words.isEmpty() ? "nothing" : String.join(", ", words)));
    }
    if (fork.get("answers").orElse(null) instanceof Json.Obj answers) {
      Map<String, String> shown = new TreeMap<>();
      for (String name : List.of("asked", "from_record")) {
        List<String> agents = new ArrayList<>();
        if (answers.get(name).orElse(null) instanceof Json.Arr(var items)) {
          items.forEach(item -> agents.add(((Json.Str) item).value()));
        }
        shown.put(name, agents.isEmpty() ? "nobody" : String.join(", ", agents));
      }
      lines.add("asked: " + shown.get("asked"));
      lines.add("from the record: " + shown.get("from_record"));
      lines.add(
          "saved: "
              + number(answers, "saved_tokens")
              + " tokens, $"
              + number(answers, "saved_cost_usd"));
    }
    String hash = LiveView.text(fork, "result_hash");
    if (!hash.isEmpty()) {
      lines.add("result_hash " + hash);
    }
    return lines;
  }

  private static String number(Json.Obj json, String name) {
    return json.get(name).orElse(null) instanceof Json.Num(var value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : "0";
  }
}
