package dev.converge.runtime.jobs;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.text.Times;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.JobNotes;
import dev.converge.engine.listing.RunProgress;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.events.Statuses;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.JobOperations;
import dev.converge.runtime.operations.JobPage;
import dev.converge.runtime.operations.JobQuery;
import dev.converge.runtime.operations.JobRuns;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.runs.RunParameters;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/jobs` and `GET /api/v1/jobs/{id}/runs`.
final class JobLists {
  /// The query parameters of the list of jobs.
  static final String[] FILTERS = {
    "status",
    "reason",
    "template",
    "version",
    "mode",
    "since",
    "until",
    "correlation_id",
    "q",
    "metadata.*",
    "order",
    "limit",
    "cursor"
  };

  /// A time whose `+` was not escaped and became a blank.
  private static final Pattern UNESCAPED = Pattern.compile("^(\\S+T\\S+) (\\d\\d:\\d\\d)$");

  private final JobOperations operations;

  JobLists(JobOperations operations) {
    this.operations = operations;
  }

  /// A page of jobs, newest first. Blocks for I/O.
  HttpResponse jobs(Exchange exchange) {
    JobQuery query =
        new JobQuery(
            JobFilters.of(exchange),
            time(exchange, "since"),
            time(exchange, "until"),
            exchange.query("cursor"),
            exchange.query("limit", JobQuery.DEFAULT_LIMIT, 1, JobQuery.MAX_LIMIT));
    JobPage page = operations.list(RunParameters.caller(exchange), query);
    CanonicalWriter out = new CanonicalWriter(256 + page.jobs().size() * 400);
    out.open().name("jobs").openArray();
    page.jobs().forEach(listed -> listed(out, listed, exchange.console()));
    out.closeArray();
    out.field("next_cursor", page.nextCursor().orElse(null));
    return Responses.json(out.close());
  }

  private static @Nullable Instant time(Exchange exchange, String name) {
    String text = exchange.query(name);
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(UNESCAPED.matcher(text).replaceFirst("$1+$2")).toInstant();
    } catch (DateTimeException _) {
      throw new ProblemException(
          ErrorCode.MALFORMED,
          name
              + ": \""
              + Exchange.shortened(text)
              + "\" (expected: a time by RFC 3339, such as 2026-01-31T12:00:00Z)");
    }
  }

  private static void listed(CanonicalWriter out, JobStore.Listed listed, ConsoleLinks console) {
    JobStore.Job job = listed.job();
    out.open().field("job_id", job.jobId());
    out.field("template", job.template()).field("version", job.version());
    out.field("correlation_id", job.correlationId());
    JobNotes notes = listed.notes();
    out.field("about", notes.about()).field("metadata", notes.metadata());
    out.field("erased_at", notes.erasedAt() == null ? null : Times.format(notes.erasedAt()));
    run(out, listed.run());
    JobJson.links(out, job, console);
    out.close();
  }

  private static void run(CanonicalWriter out, JobStore.Run run) {
    out.field("run_id", run.runId()).field("replay_of", run.replayOf());
    out.field("status", Statuses.word(run.head().status())).field("reason", run.head().reason());
    RunProgress progress = run.head().progress();
    out.field("detail", progress.detail()).field("mode", progress.mode());
    out.field("cycles", run.head().cycles()).field("facts", run.head().facts());
    out.name("used").open().field("running_ms", progress.running().toMillis());
    JobJson.used(out, progress.tokens(), progress.costMicros());
    out.close().field("pending_proposals", progress.pending());
    out.field("last_sequence", run.sequence());
    out.field("created_at", Times.format(run.createdAt()));
    out.field("updated_at", Times.format(run.head().updatedAt()));
  }

  /// Number of jobs by template and status. Blocks for I/O.
  HttpResponse summary(Exchange exchange) {
    Instant since = time(exchange, "since");
    List<JobStore.Tally> tallies =
        operations.summary(RunParameters.caller(exchange), since == null ? Instant.EPOCH : since);
    CanonicalWriter out = new CanonicalWriter(1024);
    out.open().field("since", since == null ? null : Times.format(since));
    out.name("groups").openArray();
    for (JobStore.Tally tally : tallies) {
      out.open().field("template", tally.template());
      out.field("status", Statuses.word(tally.status())).field("jobs", tally.jobs());
      JobJson.used(out, tally.tokens(), tally.costMicros());
      out.close();
    }
    return Responses.json(out.closeArray().close());
  }

  /// A submitted job. Blocks for I/O.
  HttpResponse submission(Exchange exchange) {
    JobStore.Job job = operations.submission(RunParameters.caller(exchange), exchange.path("id"));
    CanonicalWriter out = new CanonicalWriter(4096);
    out.open().field("job_id", job.jobId());
    out.field("template", job.template()).field("version", job.version());
    out.name("submission").value(Json.parse(job.submission()));
    return Responses.json(out.close());
  }

  /// The runs of a job, the first one first. Blocks for I/O.
  HttpResponse runs(Exchange exchange) {
    JobRuns found = operations.runs(RunParameters.caller(exchange), exchange.path("id"));
    CanonicalWriter out = new CanonicalWriter(1024);
    out.open().field("job_id", found.job().jobId()).name("runs").openArray();
    for (JobStore.Run run : found.runs()) {
      out.open();
      run(out, run);
      out.close();
    }
    return Responses.json(out.closeArray().close());
  }
}
