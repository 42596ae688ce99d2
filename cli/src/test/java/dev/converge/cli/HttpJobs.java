package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import dev.converge.core.json.Json;
import java.net.URI;

/// Clients of whole servers, and the requests about jobs that tests send with them.
final class HttpJobs implements AutoCloseable {
  private final ClientFactory factory = ClientFactory.builder().build();

  /// A client without limits on the time and the size of a response.
  WebClient client(URI server) {
    return WebClient.builder(server)
        .factory(factory)
        .responseTimeoutMillis(0)
        .maxResponseLength(0)
        .build();
  }

  static AggregatedHttpResponse post(WebClient client, String path, String body) {
    return client
        .execute(
            RequestHeaders.of(HttpMethod.POST, path, HttpHeaderNames.CONTENT_TYPE, MediaType.JSON),
            body)
        .aggregate()
        .join();
  }

  /// The body of a resource.
  static String get(WebClient client, String path) {
    return client.get(path).aggregate().join().contentUtf8();
  }

  /// Submits a job that is accepted.
  ///
  /// @return the path of the job
  static String submit(WebClient client, String body) {
    AggregatedHttpResponse answer = post(client, "/api/v1/jobs", body);
    assertEquals(202, answer.status().code(), answer::contentUtf8);
    return "/api/v1/jobs/" + HeldJobs.text(answer.contentUtf8(), "job_id");
  }

  /// The path that approves the only proposal that is waiting.
  static String approval(WebClient client) {
    Json.Obj proposals = (Json.Obj) Json.parse(get(client, "/api/v1/proposals"));
    Json.Obj first =
        (Json.Obj) ((Json.Arr) proposals.get("proposals").orElseThrow()).items().getFirst();
    return "/api/v1/jobs/"
        + HeldJobs.text(first.canonical(), "job_id")
        + "/proposals/"
        + HeldJobs.text(first.canonical(), "proposal_id")
        + "/approve";
  }

  @Override
  public void close() {
    factory.close();
  }
}
