package dev.converge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.converge.cli.config.ConfigException;
import dev.converge.cli.config.ConfigSources;
import dev.converge.cli.config.PlainOptions;
import dev.converge.cli.serve.Serving;
import dev.converge.cli.serve.Training;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.domain.template.TemplateException;
import dev.converge.engine.error.ConvergeException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/// The entry point of the process. It starts a server itself; everything else is for the command
/// line.
public final class Main {
  private Main() {}

  /// Runs the command line and ends the process with its exit code.
  ///
  /// @param args the arguments as the shell passed them
  public static void main(String[] args) {
    List<String> all = List.of(args);
    if (all.equals(List.of(Training.COMMAND))) {
      System.exit(trained());
    }
    Optional<Map<String, List<String>>> plain =
        !all.isEmpty() && all.getFirst().equals("serve")
            ? PlainOptions.of(all.subList(1, all.size()))
            : Optional.empty();
    System.exit(plain.isPresent() ? serve(plain.get()) : commandLine().execute(args));
  }

  private static int serve(Map<String, List<String>> options) {
    openJars();
    try {
      ConfigSources sources = ConfigSources.read(options, System.getenv(), Path.of(""));
      Serving.untilAsked(sources.config(), new PrintWriter(System.out, true, UTF_8));
      return ExitCode.CONVERGED;
    } catch (Exception e) {
      return failed(e, new PrintWriter(System.err, true, UTF_8));
    }
  }

  /// Opens the jars of the class path beside the rest of the start, which soon looks for something
  /// that may be in any of them. Classes come from the cache until then.
  private static void openJars() {
    Thread.ofPlatform()
        .name("converge-jars")
        .daemon()
        .start(() -> {
          var _ = ClassLoader.getSystemResource("in-no-jar");
        });
  }

  private static int trained() {
    try {
      Training.run();
      return ExitCode.CONVERGED;
    } catch (Exception e) {
      return failed(e, new PrintWriter(System.err, true, UTF_8));
    }
  }

  static CommandLine commandLine() {
    return RootCommand.commandLine();
  }

  /// Prints one line for an error that the user can fix, and the stack trace for any other.
  static int failed(Exception e, PrintWriter err) {
    if (e instanceof TemplateException template) {
      template.problems().forEach(err::println);
      return ExitCode.ERROR;
    }
    if (e instanceof ConfigException wrong) {
      err.println(wrong.getMessage());
      return ExitCode.USAGE;
    }
    if (e instanceof ConvergeException known) {
      err.println("converge: " + known.getMessage());
      return known.code().exit();
    }
    e.printStackTrace(err);
    return ExitCode.ERROR;
  }
}
