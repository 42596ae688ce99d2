package dev.converge.cli;

import dev.converge.cli.client.LiveView;
import dev.converge.core.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients that send each request to another of several servers, and again to another one if it is
/// not answered: they submit with and without keys, follow streams, and decide. What they were told
/// is kept for the check.
final class ReplicaClients {
  private static final String PROPOSAL = "prop:1:noter:1";
  private static final int UNKEYED_EACH = 3;
  private static final int LISTED_EACH = 4;

  /// A stream as a client read it.
  record Streamed(String job, List<String> hashes) {}

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Integer, URI> servers = new ConcurrentHashMap<>();
  private final AtomicInteger topics = new AtomicInteger();
  private final Map<String, String> accepted = new ConcurrentHashMap<>();
  private final Map<String, String> decided = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private volatile boolean submitting = true;

  /// A server listens there from now on.
  void found(int server, URI uri) {
    servers.put(server, uri);
  }

  /// Jobs that were accepted, by their correlation ids.
  Map<String, String> accepted() {
    return accepted;
  }

  /// How jobs were decided for which a server said so.
  Map<String, String> decided() {
    return decided;
  }

  /// What should not have been.
  Queue<String> wrong() {
    return wrong;
  }

  /// Ends what was begun, and begins no more.
  void finish() {
    submitting = false;
  }

  /// Sends a request to a server, any of them.
  HttpRequest.Builder any(String path) {
    return at(ThreadLocalRandom.current().nextInt(servers.size()), path);
  }

  HttpRequest.Builder at(int server, String path) {
    return HttpRequest.newBuilder(Objects.requireNonNull(servers.get(server)).resolve(path))
        .timeout(Duration.ofSeconds(20));
  }

  static HttpRequest.Builder posting(HttpRequest.Builder request, String body) {
    return request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
  }

  /// The answer; empty if there is none, or the server cannot.
  Optional<HttpResponse<String>> send(HttpRequest.Builder request) throws InterruptedException {
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() < 500) {
        return Optional.of(answer);
      }
      if (answer.statusCode() != 503) {
        wrong.add(answer.uri() + " " + answer.statusCode() + " " + answer.body());
      }
    } catch (IOException away) {
      // Somebody else is asked.
    }
    TimeUnit.MILLISECONDS.sleep(50);
    return Optional.empty();
  }

  /// One job after the other, each decided and followed to its end.
  ///
  /// @param follow has a job's stream read meanwhile
  Void work(java.util.function.Consumer<String> follow) throws InterruptedException {
    while (submitting) {
      int topic = topics.incrementAndGet();
      Optional<String> job =
          topic % UNKEYED_EACH == 0 ? submitOnce(topic) : Optional.of(submit(topic));
      if (job.isPresent()) {
        follow.accept(job.get());
        if (topic % LISTED_EACH == 0) {
          findInList(topic, job.get());
        }
        decide(job.get());
      }
    }
    return null;
  }

  /// Whatever server is asked has a job in its list that another one accepted.
  private void findInList(int topic, String job) throws InterruptedException {
    while (true) {
      Optional<HttpResponse<String>> answer =
          send(any("/api/v1/jobs?limit=10&correlation_id=topic-" + topic));
      if (answer.isPresent()) {
        List<String> listed = ids(answer.get().body());
        if (!listed.equals(List.of(job))) {
          wrong.add("topic " + topic + " is " + job + ", but listed as " + listed);
        }
        return;
      }
    }
  }

  /// The ids of the jobs of a page of a list.
  static List<String> ids(String page) {
    Json.Arr jobs = (Json.Arr) ((Json.Obj) Json.parse(page)).get("jobs").orElseThrow();
    return jobs.items().stream().map(job -> LiveView.text((Json.Obj) job, "job_id")).toList();
  }

  private static String body(int topic) {
    return body("topic-" + topic, topic);
  }

  /// What is submitted about a topic.
  static String body(String correlation, int topic) {
    return """
    {"template":"reviewed","mode":"live","correlation_id":"%s",
     "seeds":[{"id":"topic:1","content":"topic number %d"}]}\
    """
        .formatted(correlation, topic);
  }

  private Optional<String> submitOnce(int topic) throws InterruptedException {
    return send(posting(any("/api/v1/jobs"), body(topic))).map(answer -> accept(topic, answer));
  }

  private String submit(int topic) throws InterruptedException {
    String first = submitWithKey(topic);
    if (topic % 2 == 0 && !submitWithKey(topic).equals(first)) {
      wrong.add("topic " + topic + " became two jobs under one key");
    }
    return first;
  }

  private String submitWithKey(int topic) throws InterruptedException {
    while (true) {
      HttpRequest.Builder request = any("/api/v1/jobs").header("Idempotency-Key", "key-" + topic);
      Optional<HttpResponse<String>> answer = send(posting(request, body(topic)));
      if (answer.isPresent()) {
        return accept(topic, answer.get());
      }
    }
  }

  private String accept(int topic, HttpResponse<String> answer) {
    if (answer.statusCode() != 202) {
      wrong.add("submitting: " + answer.statusCode() + " " + answer.body());
      return "";
    }
    String job = LiveView.text((Json.Obj) Json.parse(answer.body()), "job_id");
    String before = accepted.put("topic-" + topic, job);
    if (before != null && !before.equals(job)) {
      wrong.add("topic " + topic + " became " + before + " and " + job);
    }
    return job;
  }

  private void decide(String job) throws InterruptedException {
    String how =
        switch (Math.floorMod(job.hashCode(), 5)) {
          case 0 -> "/cancel";
          case 1 -> "/proposals/" + PROPOSAL + "/reject";
          default -> "/proposals/" + PROPOSAL + "/approve";
        };
    decide(job, how);
  }

  /// Decides a job as soon as it waits for a person.
  void decide(String job, String how) throws InterruptedException {
    String path = "/api/v1/jobs/" + job;
    for (boolean waits = false; !waits; ) {
      waits =
          send(any(path + "?wait=2s"))
              .filter(answer -> answer.body().contains("first " + PROPOSAL + " by"))
              .isPresent();
    }
    for (boolean lost = false; ; lost = true) {
      Optional<HttpResponse<String>> answer = send(posting(any(path + how), "{\"actor\":\"ann\"}"));
      if (answer.isPresent()) {
        if (answer.get().statusCode() == 200) {
          decided.put(job, how);
        } else if (!lost) {
          wrong.add(how + " of " + job + ": " + answer.get().statusCode() + answer.get().body());
        }
        return;
      }
    }
  }

  /// Reads a job's stream to its end, going on at another server wherever it breaks: no gap, no
  /// duplicate.
  Streamed follow(String job) throws InterruptedException {
    List<String> hashes = new ArrayList<>();
    boolean ended = false;
    while (!ended) {
      try {
        HttpRequest request =
            any("/api/v1/jobs/" + job + "/stream")
                .header("Last-Event-ID", String.valueOf(hashes.size()))
                .build();
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        ended = response.statusCode() == 200 && read(job, response.body(), hashes);
      } catch (IOException away) {
        // Somebody else is asked.
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return new Streamed(job, hashes);
  }

  private boolean read(String job, InputStream body, List<String> hashes) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: ")) {
          Json.Obj event = (Json.Obj) Json.parse(line.substring(6));
          long sequence = (long) ((Json.Num) event.get("sequence").orElseThrow()).value();
          if (sequence != hashes.size() + 1) {
            wrong.add("stream of " + job + ": " + sequence + " after " + hashes.size());
            return true;
          }
          hashes.add(LiveView.text(event, "hash"));
          if (event.get("summary").isPresent()) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
