package dev.converge.cli.client;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The server that a client command calls.
public final class ServerOptions {
  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:CONVERGE_SERVER:-http://127.0.0.1:8080}",
      description =
          "The server, such as localhost:8080 or https://example.org/converge. Default: the"
              + " environment variable CONVERGE_SERVER, or http://127.0.0.1:8080.")
  private String server = "http://127.0.0.1:8080";

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      defaultValue = "${env:CONVERGE_API_KEY}",
      description =
          "An API key. Prefer the environment variable CONVERGE_API_KEY, because other users can"
              + " see options.")
  private @Nullable String apiKey;

  /// A client of the server that the options name.
  public ServerClient client() {
    return new ServerClient(ServerUri.of(server), apiKey);
  }

  /// A bridge to the server that the options name, for a client of the Model Context Protocol.
  ///
  /// @param out that the client reads
  public McpBridge mcp(PrintStream out) {
    return new McpBridge(ServerUri.of(server), apiKey, out);
  }
}
