import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.ControlApi;
import org.openapitools.client.api.EventsApi;
import org.openapitools.client.api.JobsApi;
import org.openapitools.client.model.Decided;
import org.openapitools.client.model.DecisionRequest;
import org.openapitools.client.model.Event;
import org.openapitools.client.model.FactPromotedEvent;
import org.openapitools.client.model.Job;
import org.openapitools.client.model.PendingProposal;
import org.openapitools.client.model.Seed;
import org.openapitools.client.model.Status;
import org.openapitools.client.model.Submission;

/// Submits a job, follows its events, approves what waits, and prints the result, with nothing but
/// what was generated from the contract.
final class DriveJob {
  private final String server;
  private final JobsApi jobs;
  private final ControlApi control;

  private DriveJob(String server) {
    this.server = server;
    this.jobs = new JobsApi(client());
    this.control = new ControlApi(client());
  }

  private ApiClient client() {
    ApiClient client = new ApiClient();
    client.updateBaseUri(server);
    return client;
  }

  public static void main(String[] args) throws ApiException {
    new DriveJob(args[0]).drive();
  }

  private void drive() throws ApiException {
    Submission submission =
        new Submission()
            .template("gate")
            .addSeedsItem(new Seed().id("seed:1").content("the beginning"));
    Job accepted = jobs.submitJob(submission, "generated-1", null, null);
    Job again = jobs.submitJob(submission, "generated-1", null, null);
    System.out.println("same job: " + accepted.getJobId().equals(again.getJobId()));
    String id = accepted.getJobId();
    ApiClient streaming = client();
    streaming.setResponseInterceptor(response -> follow(id, response));
    new EventsApi(streaming).streamEvents(id, "0", null, null, null, null);
    Job result = jobs.getJob(id, "30s", null, null);
    System.out.println("status: " + result.getStatus());
    System.out.println("facts under D: " + result.getFacts().get("D").size());
    new EventsApi(client())
        .getEvents(id, 0L, 100, "fact_promoted", null)
        .getEvents()
        .forEach(this::print);
    System.out.println("last sequence: " + result.getLastSequence());
    System.out.println("hash: " + result.getResultHash());
    try {
      jobs.getJob("job_none", null, null, null);
    } catch (ApiException e) {
      System.out.println("unknown: " + e.getCode() + " " + e.getResponseBody());
    }
  }

  private void print(Event event) {
    FactPromotedEvent fact = event.getFactPromotedEvent();
    System.out.println("fact event: " + fact.getKey() + " " + fact.getFactId());
  }

  /// The generated client takes a stream for one text, so what hears of responses reads it, and
  /// leaves it to the client to close it.
  private void follow(String id, HttpResponse<InputStream> response) {
    int events = 0;
    try {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          events++;
        }
        if (line.equals("event: run_status") && status(id) == Status.WAITING) {
          approve(id);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ApiException e) {
      throw new IllegalStateException(e.getResponseBody(), e);
    }
    System.out.println("events: " + events);
  }

  private Status status(String id) throws ApiException {
    return jobs.getJob(id, null, null, null).getStatus();
  }

  private void approve(String id) throws ApiException {
    for (PendingProposal proposal : control.listProposals(id, null).getProposals()) {
      Decided decided =
          control.approveProposal(
              id,
              proposal.getProposalId(),
              null,
              new DecisionRequest().actor("ann").comment("good"));
      System.out.println(decided.getDecision() + " by " + decided.getActor());
    }
  }
}
