package dev.converge.runtime.jobs;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.core.Status;
import dev.converge.core.Times;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.engine.ErrorCode;
import dev.converge.engine.JobStore;
import dev.converge.runtime.events.Statuses;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.runs.Runs;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/jobs` and `GET /api/v1/jobs/{id}/runs`: jobs and runs as lists show them.
final class JobList {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;
  private static final int LONGEST_CURSOR = 64;

  private final Runs runs;

  JobList(Runs runs) {
    this.runs = runs;
  }

  /// A page of jobs, newest first; blocks for I/O.
  HttpResponse jobs(Exchange exchange) {
    int limit = exchange.query("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    JobStore.Query query =
        new JobStore.Query(
            Runs.tenant(exchange),
            status(exchange.query("status")),
            exchange.query("template"),
            time(exchange, "since"),
            time(exchange, "until"),
            exchange.query("correlation_id"),
            cursor(exchange.query("cursor")),
            limit + 1);
    List<JobStore.Listed> found = runs.jobs().list(query);
    boolean more = found.size() > limit;
    List<JobStore.Listed> page = more ? found.subList(0, limit) : found;
    CanonicalWriter out = new CanonicalWriter(256 + page.size() * 400);
    out.open().name("jobs").openArray();
    page.forEach(listed -> listed(out, listed));
    out.closeArray();
    out.field("next_cursor", more ? page.getLast().job().jobId() : null);
    return Responses.json(out.close());
  }

  private static @Nullable String cursor(@Nullable String text) {
    if (text != null && (text.isEmpty() || text.length() > LONGEST_CURSOR)) {
      throw new ProblemException(
          ErrorCode.BAD_CURSOR, "cursor (expected: the next_cursor of a page)");
    }
    return text;
  }

  private static @Nullable Status status(@Nullable String word) {
    if (word == null) {
      return null;
    }
    return Statuses.named(word)
        .orElseThrow(() ->
            new ProblemException(
                ErrorCode.MALFORMED,
                "status: \"" + Exchange.shortened(word) + "\" (expected: a status of runs)"));
  }

  private static @Nullable Instant time(Exchange exchange, String name) {
    String text = exchange.query(name);
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException _) {
      throw new ProblemException(
          ErrorCode.MALFORMED,
          name
              + ": \""
              + Exchange.shortened(text)
              + "\" (expected: a time by RFC 3339, such as 2026-01-31T12:00:00Z)");
    }
  }

  private static void listed(CanonicalWriter out, JobStore.Listed listed) {
    JobStore.Job job = listed.job();
    out.open().field("job_id", job.jobId());
    out.field("template", job.template()).field("version", job.version());
    out.field("correlation_id", job.correlationId());
    run(out, listed.run());
    JobJson.links(out, job);
    out.close();
  }

  private static void run(CanonicalWriter out, JobStore.Run run) {
    out.field("run_id", run.runId()).field("replay_of", run.replayOf());
    out.field("status", Statuses.word(run.head().status())).field("reason", run.head().reason());
    out.field("cycles", run.head().cycles()).field("facts", run.head().facts());
    out.field("last_sequence", run.sequence());
    out.field("created_at", Times.format(run.createdAt()));
    out.field("updated_at", Times.format(run.head().updatedAt()));
  }

  /// The runs of a job, the first one first; blocks for I/O.
  HttpResponse runs(Exchange exchange) {
    JobStore.Job job = runs.job(exchange);
    CanonicalWriter out = new CanonicalWriter(1024);
    out.open().field("job_id", job.jobId()).name("runs").openArray();
    for (JobStore.Run run : runs.jobs().runs(job.jobId())) {
      out.open();
      run(out, run);
      out.close();
    }
    return Responses.json(out.closeArray().close());
  }
}
