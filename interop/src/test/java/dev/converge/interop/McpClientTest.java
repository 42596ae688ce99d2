package dev.converge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.config.Config;
import dev.converge.cli.serve.Serving;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Model Context Protocol with the official client for Java.
final class McpClientTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<Map<String, Object>> SEEDS =
      List.of(
          seed("company:us", "We sell a note taking application to small companies."),
          seed("product:app", "An application for notes that works without a network."),
          seed("market:smb", "Small companies in Europe; 24 million of them, growing 2% a year."),
          seed("goal:arr", "Twice the yearly revenue within 18 months."));

  @TempDir private Path folder = Path.of("");

  private final List<McpSchema.ProgressNotification> progress = new CopyOnWriteArrayList<>();

  private static Map<String, Object> seed(String id, String content) {
    return Map.of("id", id, "content", content);
  }

  private static McpClientTransport http(String url) {
    return HttpClientStreamableHttpTransport.builder(url).endpoint("/mcp").build();
  }

  private static McpClientTransport stdio(String url) {
    List<String> command = Server.command(List.of("mcp", "--server", url));
    ServerParameters parameters =
        ServerParameters.builder(command.getFirst())
            .args(command.subList(1, command.size()))
            .build();
    return new StdioClientTransport(parameters, McpJsonDefaults.getMapper());
  }

  private McpSyncClient connected(McpClientTransport transport) {
    McpSyncClient client =
        McpClient.sync(transport)
            .requestTimeout(PATIENCE)
            .initializationTimeout(PATIENCE)
            .progressConsumer(progress::add)
            .build();
    client.initialize();
    return client;
  }

  private static Map<?, ?> called(McpSyncClient client, McpSchema.CallToolRequest request) {
    McpSchema.CallToolResult result = client.callTool(request);
    assertFalse(result.isError(), () -> String.valueOf(result.content()));
    return (Map<?, ?>) result.structuredContent();
  }

  private static final int MOST_WAITS = 1_000;

  /// Waits for the end of a job, again and again, because a server that is busy answers before it.
  private static Map<?, ?> waited(McpSyncClient client, String job) {
    McpSchema.CallToolRequest wait =
        McpSchema.CallToolRequest.builder("wait_for_job").arguments(Map.of("job_id", job)).build();
    Map<?, ?> answer = called(client, wait);
    for (int i = 1; i < MOST_WAITS && "running".equals(text(answer, "status")); i++) {
      answer = called(client, wait);
    }
    return answer;
  }

  private static String text(Map<?, ?> of, String name) {
    return String.valueOf(of.get(name));
  }

  private static McpSchema.CallToolRequest run(Map<String, Object> arguments, String token) {
    McpSchema.CallToolRequest.Builder request =
        McpSchema.CallToolRequest.builder("growth-strategy").arguments(arguments);
    return token.isEmpty() ? request.build() : request.progressToken(token).build();
  }

  @Test
  void aClientRunsATemplateHearsOfItsProgressAndReadsWhatCameOfIt() throws Exception {
    Map<String, List<String>> options =
        Map.of("--port", List.of("0"), "--data", List.of(folder.resolve("data").toString()));
    try (Serving server = Serving.start(Config.load(options, Map.of(), folder), Map.of());
        McpSyncClient client = connected(http(server.url()))) {
      server.recover();
      assertEquals("converge", client.getServerInfo().name());
      List<String> tools = client.listTools().tools().stream().map(McpSchema.Tool::name).toList();
      assertTrue(
          tools.containsAll(
              List.of(
                  "growth-strategy", "get_job", "wait_for_job", "explain_job", "list_proposals")),
          tools::toString);
      assertFalse(tools.contains("decide"), "nobody allowed it");

      Map<?, ?> job = called(client, run(Map.of("seeds", SEEDS), "how far"));
      Map<?, ?> ended = waited(client, text(job, "job_id"));
      assertEquals("converged", text(ended, "status"));
      assertNotEquals("[]", text(ended, "answer"));
      assertTrue(
          progress.stream().allMatch(told -> told.progressToken().equals("how far"))
              && !progress.isEmpty(),
          progress::toString);

      String facts = "converge://jobs/" + text(job, "job_id") + "/facts";
      assertTrue(
          client.listResources().resources().stream().anyMatch(it -> it.uri().equals(facts)));
      McpSchema.TextResourceContents text =
          (McpSchema.TextResourceContents) read(client, facts).contents().getFirst();
      assertTrue(text.text().contains("\"Strategies\""), text::text);
      assertTrue(isZip(read(client, facts.replace("facts", "bundle"))));
      assertThrows(McpError.class, () -> read(client, "converge://jobs/job_none/facts"));
    }
  }

  private static McpSchema.ReadResourceResult read(McpSyncClient client, String uri) {
    return client.readResource(McpSchema.ReadResourceRequest.builder(uri).build());
  }

  private static boolean isZip(McpSchema.ReadResourceResult result) throws IOException {
    McpSchema.BlobResourceContents blob =
        (McpSchema.BlobResourceContents) result.contents().getFirst();
    byte[] bytes = Base64.getDecoder().decode(blob.blob());
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      return zip.getNextEntry() != null;
    }
  }

  @Test
  void clientsContinueWhereTheyWereAfterTheServerWasKilledAndStartedAgain() throws Exception {
    try (Server server = Server.start(folder);
        McpSyncClient client = connected(http(server.url()));
        McpSyncClient desktop = connected(stdio(server.url()))) {
      Map<String, Object> arguments =
          Map.of("seeds", SEEDS, "wait_seconds", 0, "idempotency_key", "mine");
      Map<?, ?> job = called(client, run(arguments, ""));
      McpSchema.CallToolResult refused = desktop.callTool(run(Map.of("seeds", List.of()), ""));
      assertTrue(refused.isError());
      assertTrue(refused.content().toString().contains("/seeds"), refused.content()::toString);
      server.kill();
      server.startAgain();
      assertEquals("converged", text(waited(client, text(job, "job_id")), "status"));
      assertEquals("converged", text(waited(desktop, text(job, "job_id")), "status"));
      assertEquals(text(job, "job_id"), text(called(client, run(arguments, "")), "job_id"));
    }
  }
}
