package dev.converge.runtime.mcp;

import dev.converge.audit.Bundle;
import dev.converge.core.json.Json;
import dev.converge.core.text.Times;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.jobs.JobJson;
import dev.converge.runtime.operations.AuditExport;
import dev.converge.runtime.operations.JobPage;
import dev.converge.runtime.operations.JobQuery;
import dev.converge.runtime.operations.Operations;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.rpc.RpcException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What clients can read: the facts of each job, and its audit bundle.
///
/// @param operations that read it
/// @param bundles of runs
record Resources(Operations operations, Bundles bundles) {
  /// Maximum size of a bundle that is sent as a resource, in bytes; larger bundles must be
  /// downloaded.
  static final int MAX_BUNDLE_BYTES = 8 << 20;

  private static final String JOBS = "converge://jobs/";
  private static final String FACTS = "facts";
  private static final String BUNDLE = "bundle";
  private static final String ZIP = "application/zip";
  private static final String JSON = "application/json";
  private static final Pattern URI =
      Pattern.compile(Pattern.quote(JOBS) + "([^/?#]+)/(" + FACTS + "|" + BUNDLE + ")");

  /// The address of a job's facts.
  static String facts(String jobId) {
    return JOBS + jobId + "/" + FACTS;
  }

  private static String bundle(String jobId) {
    return JOBS + jobId + "/" + BUNDLE;
  }

  /// A page of the existing resources, those of the newest jobs first.
  Json.Obj list(Caller caller, @Nullable String cursor) {
    JobQuery query = new JobQuery(JobFilter.ALL, null, null, cursor, JobQuery.DEFAULT_LIMIT);
    JobPage page = operations.jobs().list(caller, query);
    List<Json> resources = new ArrayList<>();
    for (JobStore.Listed listed : page.jobs()) {
      JobStore.Job job = listed.job();
      String what = job.template() + " of " + Times.format(job.createdAt());
      resources.add(
          described("uri", facts(job.jobId()), "facts of " + job.jobId(), "Facts, " + what, JSON));
      resources.add(
          described(
              "uri",
              bundle(job.jobId()),
              "bundle of " + job.jobId(),
              "Audit bundle, " + what,
              ZIP));
    }
    return Json.object()
        .put("resources", Json.array(resources))
        .put("nextCursor", page.nextCursor().orElse(null))
        .build();
  }

  /// The templates of their addresses.
  static Json.Obj templates() {
    String job = JOBS + "{job_id}/";
    return Json.object()
        .put(
            "resourceTemplates",
            Json.array(
                List.of(
                    described(
                        "uriTemplate",
                        job + FACTS,
                        "facts of a job",
                        "All facts of a job's first run, by key, each with its provenance.",
                        JSON),
                    described(
                        "uriTemplate",
                        job + BUNDLE,
                        "audit bundle of a job",
                        "A signed archive of a job's first run, for `converge verify` and `converge"
                            + " replay`.",
                        ZIP))))
        .build();
  }

  private static Json described(
      String member, String uri, String name, String description, String type) {
    return Json.object()
        .put(member, uri)
        .put("name", name)
        .put("description", description)
        .put("mimeType", type)
        .build();
  }

  /// Reads a resource; may block.
  ///
  /// @throws RpcException if there is none at this address
  Json.Obj read(Caller caller, String uri) {
    Matcher parts = URI.matcher(uri);
    if (!parts.matches()) {
      throw RpcException.invalidParams(
          "Resource not found: "
              + RpcException.shortened(uri)
              + " (expected: "
              + facts("{job_id}")
              + " or "
              + bundle("{job_id}")
              + ")");
    }
    RunSelector run = RunSelector.firstOf(parts.group(1));
    Json.Builder content = Json.object().put("uri", uri);
    if (parts.group(2).equals(FACTS)) {
      byte[] facts = JobJson.facts(operations.jobs().facts(caller, run)).bytes();
      content.put("mimeType", JSON).put("text", JobResult.object(facts).canonical());
    } else {
      content.put("mimeType", ZIP).put("blob", bundle(caller, run));
    }
    return Json.object().put("contents", Json.array(List.of(content.build()))).build();
  }

  private String bundle(Caller caller, RunSelector run) {
    try (AuditExport export = operations.audit().export(caller, run)) {
      Bundle bundle = bundles.of(export.run().runId());
      if (bundle.size() > MAX_BUNDLE_BYTES) {
        throw new ConvergeException(
            ErrorCode.TOO_LARGE,
            "the bundle has "
                + bundle.size()
                + " bytes (expected: at most "
                + MAX_BUNDLE_BYTES
                + "; GET "
                + JobJson.path(export.run().job().jobId())
                + "/audit sends any)");
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) bundle.size());
      bundle.writeTo(bytes);
      return Base64.getEncoder().encodeToString(bytes.toByteArray());
    } catch (IOException e) {
      throw new ConvergeException(ErrorCode.UNAVAILABLE, "the bundle cannot be created", e);
    }
  }
}
