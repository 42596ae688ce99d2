package dev.converge.engine.store;

import dev.converge.core.event.Sealed;
import dev.converge.engine.listing.MemoryProposals;
import dev.converge.engine.listing.RunProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run of a [MemoryStore]. Used only under the store's lock.
final class MemoryRun {
  final long number;
  JobStore.Job job;
  final String runId;
  final @Nullable String replayOf;
  final Instant createdAt;
  final List<Sealed> events = new ArrayList<>();
  Journal.RunHead head;

  MemoryRun(
      long number,
      JobStore.Job job,
      String runId,
      @Nullable String replayOf,
      Instant createdAt,
      Journal.RunHead head) {
    this.number = number;
    this.job = job;
    this.runId = runId;
    this.replayOf = replayOf;
    this.createdAt = createdAt;
    this.head = head;
  }

  JobStore.Run view() {
    return new JobStore.Run(
        runId, job.jobId(), replayOf, events.size(), head.read(head.progress()), createdAt);
  }

  JobStore.Due due() {
    return new JobStore.Due(runId, number, head.wakeAt(), head.updatedAt());
  }

  MemoryProposals.Owner owner() {
    return new MemoryProposals.Owner(
        job.tenant(), job.jobId(), runId, job.template(), job.version());
  }

  JobStore.Tally tally() {
    RunProgress used = head.progress();
    return new JobStore.Tally(job.template(), head.status(), 1, used.tokens(), used.costMicros());
  }

  boolean isFinal() {
    return head.status().isFinal();
  }

  /// Whether its content was erased, so that nothing must be added.
  boolean isErased() {
    return isFinal() && job.erasure().isPresent();
  }

  boolean endedBefore(Instant time) {
    return isFinal() && head.updatedAt().isBefore(time);
  }
}
