package dev.converge.cli.command;

import dev.converge.cli.config.Config;
import dev.converge.cli.config.ConfigOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.text.Durations;
import dev.converge.core.text.Times;
import dev.converge.engine.Submission;
import dev.converge.runtime.auth.ApiKey;
import dev.converge.runtime.auth.KeyFile;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.operations.call.Permissions;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Creates, lists and revokes API keys. A server that uses the same file notices within two
/// seconds.
@Command(
    name = "keys",
    description = "Creates, lists and revokes the API keys of a server.",
    subcommands = {KeysCommand.Create.class, KeysCommand.Listing.class, KeysCommand.Revoke.class})
public final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing subcommand");
  }

  private static KeyFile file(CommandSpec spec) {
    Config config = ConfigOptions.sources(spec.commandLine().getParseResult()).config();
    return new KeyFile(config.access().keys());
  }

  private static Instant now() {
    return InstantSource.system().instant().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
  }

  /// Who runs the command, for the administrative log of the server.
  private static @Nullable String user() {
    String name = System.getProperty("user.name");
    return name == null || name.isBlank() ? null : Principal.escaped(name);
  }

  /// Creates a key.
  @Command(
      name = "create",
      modelTransformer = ConfigOptions.Keys.class,
      description = "Creates a key and prints it. It is shown once and not stored.")
  static final class Create implements Callable<Integer> {
    @Spec private CommandSpec spec;

    private static final List<String> DEFAULT_SCOPES = List.of("read", "submit", "control");

    @Option(
        names = "--tenant",
        paramLabel = "TENANT",
        description = "The tenant whose jobs the key can access. Default: default.")
    private String tenant = Submission.DEFAULT_TENANT;

    @Option(
        names = "--name",
        required = true,
        paramLabel = "NAME",
        description = "Who uses the key. Recorded as the actor of decisions made with it.")
    private String name = "";

    @Option(
        names = "--scope",
        paramLabel = "SCOPE",
        split = ",",
        description = {
          "What the key allows: read, submit, control, decide:ROLE, decide:*, erase, templates or"
              + " admin. Repeat the option or separate scopes with commas. Default: read, submit"
              + " and control."
        })
    private List<String> scopes = DEFAULT_SCOPES;

    @Option(
        names = "--expires-in",
        paramLabel = "DURATION",
        description = "How long the key is valid, such as 720h. Default: no expiry.")
    private @Nullable String expiresIn;

    @Override
    public Integer call() {
      Instant now = now();
      ApiKey.Fresh fresh = ApiKey.fresh(principal(), new SecureRandom(), now, expiresAt(now));
      file(spec).add(fresh.key().by(user()));
      PrintWriter out = spec.commandLine().getOut();
      out.println(fresh.text());
      out.flush();
      return ExitCode.CONVERGED;
    }

    private Principal principal() {
      try {
        return new Principal(tenant, name, Permissions.of(scopes));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
      }
    }

    private @Nullable Instant expiresAt(Instant now) {
      if (expiresIn == null) {
        return null;
      }
      Duration span =
          Durations.parse(expiresIn)
              .filter(Duration::isPositive)
              .orElseThrow(() ->
                  new ParameterException(
                      spec.commandLine(),
                      "--expires-in: \""
                          + expiresIn
                          + "\" (expected: "
                          + Durations.EXPECTED
                          + ")"));
      return now.plus(span);
    }
  }

  /// Lists the keys.
  @Command(
      name = "list",
      modelTransformer = ConfigOptions.Keys.class,
      description = "Lists the keys by id. The keys themselves are not stored.")
  static final class Listing implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Instant now = now();
      for (ApiKey key : file(spec).read()) {
        out.printf(
            "%s  %-16s  %-24s  %s  %s  %s%n",
            key.id(),
            key.principal().tenant(),
            Principal.escaped(String.valueOf(key.principal().name())),
            Times.format(key.createdAt()),
            state(key, now),
            key.principal().permissions());
      }
      out.flush();
      return ExitCode.CONVERGED;
    }

    private static String state(ApiKey key, Instant now) {
      if (key.revokedAt() != null) {
        return "revoked " + Times.format(key.revokedAt());
      }
      if (key.expiresAt() == null) {
        return "valid";
      }
      return (key.validAt(now) ? "valid until " : "expired ") + Times.format(key.expiresAt());
    }
  }

  /// Revokes a key.
  @Command(
      name = "revoke",
      modelTransformer = ConfigOptions.Keys.class,
      description = "Revokes a key.")
  static final class Revoke implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "The id of the key, or the key itself.")
    private String id = "";

    @Override
    public Integer call() {
      String of = ApiKey.idIn(id).orElse(id);
      if (!file(spec).revoke(of, now(), user())) {
        spec.commandLine().getErr().println("key not found: " + of);
        return ExitCode.ERROR;
      }
      return ExitCode.CONVERGED;
    }
  }
}
