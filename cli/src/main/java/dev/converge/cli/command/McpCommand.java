package dev.converge.cli.command;

import dev.converge.cli.client.ServerOptions;
import dev.converge.cli.terminal.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Connects a desktop client to a server with the Model Context Protocol over standard input and
/// output.
@Command(
    name = "mcp",
    description =
        "Connects a Model Context Protocol client, such as a desktop application, to a server. The"
            + " client starts this command, which reads messages from standard input and writes"
            + " answers to standard output, one per line, until standard input ends.")
public final class McpCommand implements Callable<Integer> {
  @Mixin private ServerOptions server = new ServerOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    server.mcp(out).run(in);
    return ExitCode.CONVERGED;
  }
}
