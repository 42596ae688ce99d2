package dev.converge.engine.listing;

import dev.converge.core.Body;
import dev.converge.core.Pending;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The proposals of a store in memory. Not thread-safe.
public final class MemoryProposals {
  /// The run that the proposals belong to.
  public record Owner(String tenant, String jobId, String runId, String template, String version) {}

  private record Key(String runId, String proposalId) {}

  private record Stored(String tenant, ProposalStore.State state, ProposalStore.Listed listed) {}

  private final Map<Key, Stored> all = new LinkedHashMap<>();
  private long last;

  /// Without proposals.
  public MemoryProposals() {}

  /// Records the outcome of a run's proposals.
  ///
  /// @param over whether the run is final
  public void keep(Owner job, HeldProposals held, boolean over, Instant now) {
    if (!held.asked()) {
      return;
    }
    for (Pending pending : held.open()) {
      all.computeIfAbsent(
          new Key(job.runId(), pending.proposalId()),
          _ -> new Stored(job.tenant(), ProposalStore.State.OPEN, open(job, pending, now)));
    }
    for (Body.ApprovalDecided decided : held.decided()) {
      all.computeIfPresent(
          new Key(job.runId(), decided.proposalId()), (_, before) -> decide(before, decided, now));
    }
    List<String> open = over ? List.of() : held.open().stream().map(Pending::proposalId).toList();
    all.replaceAll((key, stored) ->
        key.runId.equals(job.runId())
                && stored.state == ProposalStore.State.OPEN
                && !open.contains(key.proposalId)
            ? new Stored(stored.tenant, ProposalStore.State.CLOSED, stored.listed)
            : stored);
  }

  private ProposalStore.Listed open(Owner job, Pending pending, Instant now) {
    Instant expires = pending.expiresAt();
    return new ProposalStore.Listed(
        new ProposalStore.Place(expires == null ? Long.MAX_VALUE : expires.toEpochMilli(), ++last),
        job.jobId(),
        job.runId(),
        job.template(),
        job.version(),
        pending.proposalId(),
        pending.factId(),
        pending.agent(),
        pending.proposal().key(),
        pending.gate(),
        pending.role(),
        Excerpt.of(pending.proposal().content(), ProposalStore.MAX_EXCERPT),
        now,
        expires == null ? null : Instant.ofEpochMilli(expires.toEpochMilli()),
        pending.onSilence(),
        null);
  }

  private static Stored decide(Stored before, Body.ApprovalDecided decided, Instant at) {
    if (before.state != ProposalStore.State.OPEN) {
      return before;
    }
    ProposalStore.Listed l = before.listed;
    ProposalStore.Taken taken =
        new ProposalStore.Taken(
            decided.decision(),
            decided.actor(),
            decided.asserted(),
            decided.comment(),
            decided.byDeadline(),
            at);
    return new Stored(
        before.tenant,
        ProposalStore.State.DECIDED,
        new ProposalStore.Listed(
            new ProposalStore.Place(at.toEpochMilli(), l.place().number()),
            l.jobId(),
            l.runId(),
            l.template(),
            l.version(),
            l.proposalId(),
            l.factId(),
            l.agent(),
            l.key(),
            l.gate(),
            l.role(),
            l.excerpt(),
            l.askedAt(),
            l.expiresAt(),
            l.onSilence(),
            taken));
  }

  /// Deletes the proposals of a job.
  public void forget(String jobId) {
    all.values().removeIf(stored -> stored.listed.jobId().equals(jobId));
  }

  /// A page of them.
  public List<ProposalStore.Listed> list(ProposalStore.Query query) {
    Comparator<ProposalStore.Place> order =
        Comparator.comparingLong(ProposalStore.Place::at)
            .thenComparingLong(ProposalStore.Place::number);
    Comparator<ProposalStore.Place> listed =
        query.state() == ProposalStore.State.DECIDED ? order.reversed() : order;
    return all.values().stream()
        .filter(stored -> stored.state == query.state() && stored.tenant.equals(query.tenant()))
        .map(Stored::listed)
        .filter(one -> same(query.role(), one.role()) && same(query.template(), one.template()))
        .filter(one -> query.after() == null || listed.compare(one.place(), query.after()) > 0)
        .sorted((a, b) -> listed.compare(a.place(), b.place()))
        .limit(query.limit())
        .toList();
  }

  private static boolean same(@Nullable String wanted, String found) {
    return wanted == null || wanted.equals(found);
  }
}
