package dev.converge.cli;

import dev.converge.cli.config.Config;
import dev.converge.core.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A whole server for tests of the console, with the flows that ship and two more: `held`, whose
/// jobs wait for a person, and `unmet`, whose jobs halt until somebody observes something.
final class ConsoleServer implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Served serving;

  ConsoleServer(Path folder, Path templates) {
    serving =
        Served.start(
            Config.load(
                Map.of(
                    "--port", List.of("0"),
                    "--grace-period", List.of("2s"),
                    "--data", List.of(folder.resolve("data").toString()),
                    "--templates", List.of(templates.toString())),
                Map.of(),
                folder),
            Map.of());
    serving.recover();
  }

  /// Writes both templates.
  ///
  /// @return their folder
  static Path templates(Path folder) throws IOException {
    HeldJobs.template(folder);
    return HeldJobs.unmet(folder);
  }

  /// The address of a page of the console.
  String page(String path) {
    return serving.url() + "/console/" + path;
  }

  /// Sends a request and returns the body of its answer, which must be one of success.
  String send(String method, String path, String body) {
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(serving.url() + path))
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new AssertionError(method + " " + path + ": " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Submits a job and waits until it has a status.
  ///
  /// @return its id
  String submit(String job, String status) {
    String id = HeldJobs.text(send("POST", "/api/v1/jobs", job), "job_id");
    await(id, status);
    return id;
  }

  /// Waits until a job has a status.
  void await(String job, String status) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    String last = "";
    while (System.nanoTime() < end) {
      last = HeldJobs.text(send("GET", "/api/v1/jobs/" + job, ""), "status");
      if (last.equals(status)) {
        return;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    throw new AssertionError(job + " is " + last + " and not " + status);
  }

  /// The first proposal of a job.
  String proposal(String job) {
    Json.Obj all = (Json.Obj) Json.parse(send("GET", "/api/v1/jobs/" + job + "/proposals", ""));
    Json.Arr list = (Json.Arr) all.get("proposals").orElseThrow();
    return HeldJobs.text(list.items().getFirst().canonical(), "proposal_id");
  }

  @Override
  public void close() {
    client.close();
    serving.close();
  }
}
