package dev.converge.runtime.grpc;

import dev.converge.core.status.Status;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.listing.JobNotes;
import dev.converge.engine.listing.RunProgress;
import dev.converge.engine.store.JobStore;
import dev.converge.proto.ConvergeServiceGrpc;
import dev.converge.proto.JobInfo;
import dev.converge.proto.ListJobsRequest;
import dev.converge.proto.ListJobsResponse;
import dev.converge.proto.Spent;
import dev.converge.runtime.events.Statuses;
import dev.converge.runtime.grpc.message.EntryTypes;
import dev.converge.runtime.grpc.message.FieldException;
import dev.converge.runtime.grpc.message.Messages;
import dev.converge.runtime.grpc.message.Structs;
import dev.converge.runtime.operations.JobOperations;
import dev.converge.runtime.operations.JobPage;
import dev.converge.runtime.operations.JobQuery;
import dev.converge.runtime.operations.call.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Lists of jobs as a unary call shows them. Blocks for I/O.
final class JobListCalls {
  private static final long NANOS = 1_000_000_000L;
  private static final double MICROS = 1_000_000;

  private final JobOperations operations;

  JobListCalls(ServiceContext context) {
    this.operations = context.operations().jobs();
  }

  /// Answers methods of the service.
  void bind(ServiceMethods to) {
    to.unary(ConvergeServiceGrpc.getListJobsMethod(), this::list);
  }

  private ListJobsResponse list(Caller caller, ListJobsRequest request) {
    JobQuery query =
        new JobQuery(
            filter(request),
            request.hasSinceNs() ? instant(request.getSinceNs()) : null,
            request.hasUntilNs() ? instant(request.getUntilNs()) : null,
            request.getCursor().isEmpty() ? null : request.getCursor(),
            request.getLimit() == 0 ? JobQuery.DEFAULT_LIMIT : request.getLimit());
    JobPage page = operations.list(caller, query);
    ListJobsResponse.Builder out = ListJobsResponse.newBuilder();
    page.jobs().forEach(listed -> out.addJobs(info(listed)));
    page.nextCursor().ifPresent(out::setNextCursor);
    return out.build();
  }

  private static JobFilter filter(ListJobsRequest request) {
    return new JobFilter(
        statuses(request),
        request.hasReason() ? request.getReason() : null,
        request.hasBlueprintId() ? request.getBlueprintId() : null,
        request.hasVersion() ? request.getVersion() : null,
        request.hasMode() ? mode(request.getMode()) : null,
        request.hasCorrelationId() ? request.getCorrelationId() : null,
        request.hasIdPrefix() ? request.getIdPrefix() : null,
        metadata(request),
        request.getOldestFirst());
  }

  private static List<Status> statuses(ListJobsRequest request) {
    List<Status> statuses = new ArrayList<>();
    if (request.hasStatus()) {
      statuses.add(status("status", request.getStatus()));
    }
    for (int i = 0; i < request.getStatusesCount(); i++) {
      statuses.add(status("statuses[" + i + "]", request.getStatuses(i)));
    }
    return statuses;
  }

  private static Status status(String field, String word) {
    return Statuses.named(word)
        .orElseThrow(() ->
            new FieldException(
                field,
                "\""
                    + word
                    + "\" (expected: pending, running, waiting, paused, converged, halted,"
                    + " cancelled or failed)"));
  }

  private static String mode(String word) {
    if (!JobQuery.MODES.contains(word)) {
      throw new FieldException(
          "mode", "\"" + word + "\" (expected: one of " + JobQuery.MODES + ")");
    }
    return word;
  }

  private static TreeMap<String, String> metadata(ListJobsRequest request) {
    TreeMap<String, String> wanted = new TreeMap<>(request.getMetadataMap());
    for (String member : wanted.keySet()) {
      if (!JobQuery.METADATA_MEMBER.matcher(member).matches()) {
        throw new FieldException(
            "metadata", "\"" + member + "\" (expected: " + JobQuery.METADATA_EXPECTED + ")");
      }
    }
    return wanted;
  }

  private static Instant instant(long nanos) {
    long seconds = Long.divideUnsigned(nanos, NANOS);
    return Instant.ofEpochSecond(seconds, Long.remainderUnsigned(nanos, NANOS));
  }

  private static JobInfo info(JobStore.Listed listed) {
    JobStore.Job job = listed.job();
    JobStore.Run run = listed.run();
    JobInfo.Builder out =
        JobInfo.newBuilder()
            .setJobId(job.jobId())
            .setRunId(run.runId())
            .setStatus(EntryTypes.of(run.head().status()))
            .setExactStatus(Statuses.word(run.head().status()))
            .setReason(orEmpty(run.head().reason()))
            .setBlueprintId(job.template())
            .setVersion(job.version())
            .setCorrelationId(orEmpty(job.correlationId()))
            .setCreatedNs(Messages.nanos(job.createdAt()))
            .setUpdatedNs(Messages.nanos(run.head().updatedAt()))
            .setLatestSequence(run.sequence())
            .setFactsCount(run.head().facts())
            .setCycles(run.head().cycles());
    progress(out, run);
    JobNotes notes = listed.notes();
    out.setAbout(orEmpty(notes.about()));
    if (notes.metadata() != null) {
      out.setMetadata(Structs.struct(notes.metadata()));
    }
    if (notes.erasedAt() != null) {
      out.setErasedNs(Messages.nanos(notes.erasedAt()));
    }
    return out.build();
  }

  private static void progress(JobInfo.Builder out, JobStore.Run run) {
    RunProgress progress = run.head().progress();
    out.setMode(orEmpty(progress.mode())).setDetail(orEmpty(progress.detail()));
    out.setPendingProposals(progress.pending());
    out.setSpent(
        Spent.newBuilder()
            .setCycles(run.head().cycles())
            .setFacts(run.head().facts())
            .setRunningMs(progress.running().toMillis())
            .setTokens(progress.tokens())
            .setCostUsd(progress.costMicros() / MICROS));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
