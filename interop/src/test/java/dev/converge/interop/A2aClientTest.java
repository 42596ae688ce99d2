package dev.converge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.config.Config;
import dev.converge.cli.serve.Serving;
import dev.converge.core.json.Json;
import io.a2a.A2A;
import io.a2a.client.Client;
import io.a2a.client.ClientEvent;
import io.a2a.client.TaskEvent;
import io.a2a.client.TaskUpdateEvent;
import io.a2a.client.config.ClientConfig;
import io.a2a.client.transport.jsonrpc.JSONRPCTransport;
import io.a2a.client.transport.jsonrpc.JSONRPCTransportConfig;
import io.a2a.spec.A2AClientException;
import io.a2a.spec.AgentCard;
import io.a2a.spec.AgentSkill;
import io.a2a.spec.Artifact;
import io.a2a.spec.DataPart;
import io.a2a.spec.ListTasksParams;
import io.a2a.spec.Message;
import io.a2a.spec.Task;
import io.a2a.spec.TaskIdParams;
import io.a2a.spec.TaskQueryParams;
import io.a2a.spec.TaskState;
import io.a2a.spec.TextPart;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Agent2Agent protocol with the client of its SDK for Java.
final class A2aClientTest {
  private static final List<Map<String, Object>> SEEDS =
      List.of(
          seed("company:us", "We sell a note taking application to small companies."),
          seed("product:app", "An application for notes that works without a network."),
          seed("market:smb", "Small companies in Europe; 24 million of them, growing 2% a year."),
          seed("goal:arr", "Twice the yearly revenue within 18 months."));

  /// Too little to be sure of, so a strategist has to decide.
  private static final List<Map<String, Object>> UNSURE =
      List.of(seed("market:pets", "Dog owners"), seed("product:leash", "Leash with light"));

  private static Map<String, Object> seed(String id, String content) {
    return Map.of("id", id, "content", content);
  }

  @TempDir private Path folder = Path.of("");

  private final List<Task> heard = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private Client client(String url, boolean streaming) throws Exception {
    AgentCard card = A2A.getAgentCard(url);
    return Client.builder(card)
        .withTransport(JSONRPCTransport.class, new JSONRPCTransportConfig())
        .clientConfig(ClientConfig.builder().setStreaming(streaming).build())
        .addConsumer((event, _) -> hear(event))
        .streamingErrorHandler(failure::set)
        .build();
  }

  private void hear(ClientEvent event) {
    if (event instanceof TaskEvent task) {
      heard.add(task.getTask());
    } else if (event instanceof TaskUpdateEvent update) {
      heard.add(update.getTask());
    }
  }

  private static Message message(String id, List<Map<String, Object>> seeds) {
    return Message.builder()
        .messageId(id)
        .role(Message.Role.ROLE_USER)
        .parts(List.of(new DataPart(Map.of("template", "growth-strategy", "seeds", seeds))))
        .build();
  }

  private boolean heard(TaskState state) {
    return heard.stream().anyMatch(task -> task.status().state() == state);
  }

  private static List<Artifact> artifacts(Task task) {
    List<Artifact> artifacts = task.artifacts();
    return artifacts == null ? List.of() : artifacts;
  }

  private static TreeSet<String> ids(Task task) {
    TreeSet<String> ids = new TreeSet<>();
    artifacts(task).forEach(artifact -> ids.add(artifact.artifactId()));
    return ids;
  }

  private Serving server() {
    Map<String, List<String>> options =
        Map.of("--port", List.of("0"), "--data", List.of(folder.resolve("data").toString()));
    Serving serving = Serving.start(Config.load(options, Map.of(), folder), Map.of());
    serving.recover();
    return serving;
  }

  @Test
  void aClientFindsSkillsStartsATaskOnceAndHearsOfItToTheEnd() throws Exception {
    try (Serving server = server();
        Client client = client(server.url(), true)) {
      AgentCard card = A2A.getAgentCard(server.url());
      assertEquals("converge", card.name());
      assertTrue(card.capabilities().streaming());
      assertTrue(
          card.skills().stream()
              .map(AgentSkill::id)
              .toList()
              .containsAll(List.of("growth-strategy", "drafting-short")));
      client.sendMessage(message("once", SEEDS));
      HttpCalls.until("completed", () -> heard(TaskState.TASK_STATE_COMPLETED));
      Task last = heard.getLast();
      Task read = client.getTask(new TaskQueryParams(last.id()));
      assertEquals(TaskState.TASK_STATE_COMPLETED, read.status().state());
      assertFalse(ids(read).isEmpty());
      assertEquals(ids(read), ids(last));
      String text = ((TextPart) artifacts(read).getFirst().parts().getFirst()).text();
      assertFalse(text.isBlank());

      assertEquals(
          List.of(last.id()),
          client.listTasks(new ListTasksParams()).tasks().stream().map(Task::id).toList());
      A2AClientException unknown =
          assertThrows(
              A2AClientException.class, () -> client.getTask(new TaskQueryParams("run_none")));
      assertTrue(String.valueOf(unknown.getMessage()).contains("not found"), unknown::toString);
      assertThrows(A2AClientException.class, () -> client.cancelTask(new TaskIdParams(last.id())));
      try (Client plain = client(server.url(), false)) {
        heard.clear();
        plain.sendMessage(message("once", SEEDS));
        HttpCalls.until("the same", () -> !heard.isEmpty());
        assertEquals(last.id(), heard.getLast().id());
        assertEquals(TaskState.TASK_STATE_COMPLETED, heard.getLast().status().state());
        assertThrows(A2AClientException.class, () -> plain.sendMessage(message("bad", List.of())));
      }
    }
  }

  @Test
  void aSubscriptionMissesNothingWhenTheServerWasKilledWhileAPersonWasAsked() throws Exception {
    try (Server server = Server.start(folder);
        HttpCalls calls = HttpCalls.to(server.url());
        Client client = client(server.url(), true)) {
      client.sendMessage(message("unsure", UNSURE));
      HttpCalls.until("input required", () -> heard(TaskState.TASK_STATE_INPUT_REQUIRED));
      Task before = heard.getLast();
      server.kill();
      server.startAgain();
      heard.clear();
      failure.set(null);
      try (Client again = client(server.url(), true)) {
        again.subscribeToTask(new TaskIdParams(before.id()));
        HttpCalls.until("subscribed", () -> !heard.isEmpty());
        assertEquals(before.id(), heard.getFirst().id());
        assertEquals(TaskState.TASK_STATE_INPUT_REQUIRED, heard.getFirst().status().state());
        decide(calls, before.contextId());
        HttpCalls.until("over", () -> heard.getLast().status().state().isFinal());
        Task read = again.getTask(new TaskQueryParams(before.id()));
        assertTrue(read.status().state().isFinal());
        assertEquals(ids(read), ids(heard.getLast()));
        assertTrue(ids(read).containsAll(ids(before)));
      }
    }
  }

  private static void decide(HttpCalls calls, String job) {
    String path = "/api/v1/jobs/" + job + "/proposals";
    Json.Arr open = (Json.Arr) calls.get(path).get("proposals").orElseThrow();
    for (Json proposal : open.items()) {
      String id = HttpCalls.text((Json.Obj) proposal, "proposal_id");
      calls.post(path + "/" + id + "/approve", "{\"actor\":\"ann\"}");
    }
  }
}
