package dev.converge.runtime.runs;

import dev.converge.engine.ConvergeException;
import dev.converge.engine.ErrorCode;
import dev.converge.engine.JobStore;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.http.Exchange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Finds the run that a request means: the first of the job in its path, or the one that `?run=`
/// names. Another tenant's job is not there. Thread-safe.
public final class Runs {
  private static final int MOST_REMEMBERED = 20_000;
  private static final int LONGEST_ID = 64;

  private final JobStore jobs;
  private final Map<String, Place> remembered =
      new LinkedHashMap<>(16, 0.75f, false) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  private record Place(String tenant, String runId) {}

  /// Over the stored jobs.
  public Runs(JobStore jobs) {
    this.jobs = jobs;
  }

  /// The stored jobs.
  public JobStore jobs() {
    return jobs;
  }

  /// Remembers where a job runs, so that whoever asks next need not wait for the store.
  public void remember(JobStore.Job job) {
    synchronized (remembered) {
      remembered.put(job.jobId(), new Place(job.tenant(), job.runId()));
    }
  }

  /// The job in the path; blocks for I/O.
  ///
  /// @throws ConvergeException with `JOB_NOT_FOUND`
  public JobStore.Job job(Exchange exchange) {
    String jobId = exchange.path("id");
    if (jobId.length() > LONGEST_ID) {
      throw unknown(jobId.substring(0, LONGEST_ID) + "…");
    }
    return jobs.job(tenant(exchange), jobId).orElseThrow(() -> unknown(jobId));
  }

  /// Whose jobs a request sees.
  public static String tenant(Exchange exchange) {
    return Principal.of(exchange.ctx()).tenant();
  }

  private static ConvergeException unknown(String jobId) {
    return new ConvergeException(ErrorCode.JOB_NOT_FOUND, "there is no job " + jobId);
  }

  /// The run that is meant; may block for I/O.
  ///
  /// @throws ConvergeException with `JOB_NOT_FOUND` or `RUN_NOT_FOUND`
  public String runId(Exchange exchange) {
    String wanted = exchange.query("run");
    if (wanted == null) {
      return firstRunIfRemembered(exchange).orElseGet(() -> firstRun(exchange));
    }
    JobStore.Job job = job(exchange);
    if (wanted.equals(job.runId())) {
      return wanted;
    }
    return jobs.runs(job.jobId()).stream()
        .map(JobStore.Run::runId)
        .filter(wanted::equals)
        .findFirst()
        .orElseThrow(() ->
            new ConvergeException(
                ErrorCode.RUN_NOT_FOUND, "job " + job.jobId() + " has no such run"));
  }

  private String firstRun(Exchange exchange) {
    JobStore.Job job = job(exchange);
    remember(job);
    return job.runId();
  }

  /// The first run of the job in the path, if that is known without asking the store.
  public Optional<String> firstRunIfRemembered(Exchange exchange) {
    Place place;
    synchronized (remembered) {
      place = remembered.get(exchange.path("id"));
    }
    return place != null && place.tenant().equals(tenant(exchange))
        ? Optional.of(place.runId())
        : Optional.empty();
  }
}
