package dev.converge.client;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A client of one server. It keeps no state, so one can serve a whole program and all its threads.
///
/// Methods wait for the server. What it refuses is a [RefusedException]; when it does not answer,
/// also not after several attempts, or the thread is interrupted, they throw an
/// [UnreachableException].
public final class ConvergeClient {
  /// How long one request waits for a job; a wait that lasts longer sends further ones.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final Sender sender;

  private ConvergeClient(Builder from) {
    sender = new Sender(from.server, from.apiKey, from.retries, from.transport);
  }

  /// A client of a server without authentication.
  ///
  /// @param server such as `http://127.0.0.1:8080`
  public static ConvergeClient of(String server) {
    return builder(server).build();
  }

  /// A client with further options.
  ///
  /// @param server such as `https://converge.example.org`
  /// @throws IllegalArgumentException if it is not an HTTP address
  public static Builder builder(String server) {
    return new Builder(server);
  }

  /// The options of a client.
  public static final class Builder {
    private static final int RETRIES = 4;

    private final URI server;
    private @Nullable String apiKey;
    private int retries = RETRIES;
    private Transport transport = Transport.ofPlatform();

    private Builder(String server) {
      this.server = URI.create(server);
      if (!server.matches("(?i)https?://.+")) {
        throw new IllegalArgumentException(
            "server: " + server + " (expected: an address such as http://127.0.0.1:8080)");
      }
    }

    /// The API key or token to send.
    public Builder apiKey(String key) {
      this.apiKey = key;
      return this;
    }

    /// How often a request is sent again that got no answer or was put off; 4 unless it is given.
    public Builder retries(int times) {
      if (times < 0) {
        throw new IllegalArgumentException("retries: " + times + " (expected: 0 or more)");
      }
      this.retries = times;
      return this;
    }

    /// What sends the requests; [Transport#ofPlatform] unless it is given.
    public Builder transport(Transport by) {
      this.transport = by;
      return this;
    }

    /// The client.
    public ConvergeClient build() {
      return new ConvergeClient(this);
    }
  }

  private static String path(String id) {
    return "/api/v1/jobs/" + Sender.encoded(id);
  }

  /// Submits a job. Returns when the server has stored it. The run continues after that.
  public StartedJob submit(JobRequest job) {
    return new StartedJob(
        sender.json(
            ApiCall.post("/api/v1/jobs", job.members())
                .header("idempotency-key", job.idempotencyKey())));
  }

  /// Gets a job with the facts of its first run.
  public JobView job(String id) {
    return new JobView(sender.json(ApiCall.get(path(id))));
  }

  /// Gets a job with the facts of another run.
  public JobView job(String id, String runId) {
    return new JobView(sender.json(ApiCall.get(path(id)).query("run", runId)));
  }

  /// Waits until a job has ended, needs a person or is paused.
  ///
  /// @throws TimeoutException if it takes longer; the run continues
  public JobView await(String id, Duration atMost) throws TimeoutException {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      long wait = Math.max(1, Math.min(left, LONGEST_WAIT.toMillis()));
      JobView job = new JobView(sender.json(ApiCall.get(path(id)).query("wait", wait + "ms")));
      if (job.isSettled()) {
        return job;
      }
      if (System.nanoTime() - end >= 0) {
        throw new TimeoutException(id + " is still " + job.status());
      }
    }
  }

  /// A page of jobs, the newest first.
  ///
  /// @param query parameters of the contract, such as `status`, `template`, `limit` and `cursor`
  public JsonObject jobs(Map<String, String> query) {
    return list("/api/v1/jobs", query);
  }

  private JsonObject list(String path, Map<String, String> query) {
    ApiCall call = ApiCall.get(path);
    query.forEach(call::query);
    return sender.json(call);
  }

  /// The facts of a job, by key.
  public Map<String, List<JsonObject>> facts(String id) {
    return JobView.facts(sender.json(ApiCall.get(path(id) + "/facts")));
  }

  /// Why each agent ran or did not run.
  public JsonObject explain(String id) {
    return sender.json(ApiCall.get(path(id) + "/explain"));
  }

  /// Every event of a job's first run; see [#events(EventsRequest)].
  public Events events(String id) {
    return events(EventsRequest.of(id));
  }

  /// Every event, once and in order, until the run has ended. A connection that breaks is opened
  /// again after the last event; where streams keep breaking, events are read page by page. Close
  /// it when you leave the loop early.
  public Events events(EventsRequest which) {
    return new Events(sender, which);
  }

  /// What people have to decide in a job.
  public List<JsonObject> proposals(String id) {
    return sender.json(ApiCall.get(path(id) + "/proposals")).objects("proposals");
  }

  /// A page of what people have to decide in all jobs.
  ///
  /// @param query parameters of the contract, such as `role`, `template`, `limit` and `cursor`
  public JsonObject openProposals(Map<String, String> query) {
    return list("/api/v1/proposals", query);
  }

  /// Approves a proposal. Repeating the same decision has no effect.
  ///
  /// @param actor who decides; required if authentication is off on the server
  public JsonObject approve(
      String id, String proposalId, @Nullable String actor, @Nullable String comment) {
    return decide(id, proposalId, "approve", actor, comment);
  }

  /// Rejects a proposal. Repeating the same decision has no effect.
  ///
  /// @param actor who decides; required if authentication is off on the server
  public JsonObject reject(
      String id, String proposalId, @Nullable String actor, @Nullable String comment) {
    return decide(id, proposalId, "reject", actor, comment);
  }

  private JsonObject decide(
      String id, String proposalId, String verb, @Nullable String actor, @Nullable String comment) {
    String path = path(id) + "/proposals/" + Sender.encoded(proposalId) + "/" + verb;
    return sender.json(ApiCall.post(path, said("actor", actor, "comment", comment)));
  }

  private static Map<String, String> said(
      String first, @Nullable String one, String second, @Nullable String other) {
    Map<String, String> said = new LinkedHashMap<>();
    if (one != null) {
      said.put(first, one);
    }
    if (other != null) {
      said.put(second, other);
    }
    return said;
  }

  /// Adds something that was observed to a run that has not ended, under a random key.
  public JsonObject observe(String id, Map<String, ? extends @Nullable Object> observation) {
    return observe(id, observation, UUID.randomUUID().toString());
  }

  /// Adds something that was observed to a run that has not ended.
  ///
  /// @param observation `key`, `content` and what else the contract knows
  /// @param idempotencyKey makes it count once, however often it is sent
  public JsonObject observe(
      String id, Map<String, ? extends @Nullable Object> observation, String idempotencyKey) {
    return sender.json(
        ApiCall.post(path(id) + "/observations", observation)
            .header("idempotency-key", idempotencyKey));
  }

  /// Cancels a run.
  public JsonObject cancel(String id, @Nullable String actor, @Nullable String reason) {
    return control(id, "cancel", actor, reason);
  }

  /// Pauses a run.
  public JsonObject pause(String id, @Nullable String actor, @Nullable String reason) {
    return control(id, "pause", actor, reason);
  }

  /// Resumes a paused run.
  public JsonObject resume(String id, @Nullable String actor, @Nullable String reason) {
    return control(id, "resume", actor, reason);
  }

  private JsonObject control(
      String id, String verb, @Nullable String actor, @Nullable String reason) {
    return sender.json(
        ApiCall.post(path(id) + "/" + verb, said("actor", actor, "reason", reason)).once());
  }

  /// What can be run.
  public List<JsonObject> templates() {
    return list("/api/v1/templates", Collections.<String, String>emptyMap()).objects("templates");
  }

  /// A template; `seeds_schema` is the JSON Schema of the seeds that it asks for.
  public JsonObject template(String name) {
    return sender.json(ApiCall.get("/api/v1/templates/" + Sender.encoded(name)));
  }

  /// The audit bundle of a job's first run, a ZIP file.
  public byte[] bundle(String id) {
    return sender.bytes(ApiCall.get(path(id) + "/audit").header("accept", "application/zip"));
  }

  /// What the server offers, and its limits.
  public JsonObject capabilities() {
    return sender.json(ApiCall.get("/api/v1/capabilities"));
  }

  /// What was used of the quotas.
  public JsonObject usage() {
    return sender.json(ApiCall.get("/api/v1/usage"));
  }
}
