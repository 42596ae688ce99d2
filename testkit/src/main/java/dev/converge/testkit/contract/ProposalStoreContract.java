package dev.converge.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.Body;
import dev.converge.core.Pending;
import dev.converge.core.decision.Decision;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.status.Status;
import dev.converge.engine.listing.HeldProposals;
import dev.converge.engine.listing.ProposalStore;
import dev.converge.engine.listing.ProposalStore.Listed;
import dev.converge.engine.listing.ProposalStore.Query;
import dev.converge.engine.listing.ProposalStore.State;
import dev.converge.engine.listing.RunProgress;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Rest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How every store lists the proposals that people decide on; a subclass opens one.
public abstract class ProposalStoreContract extends StoreContract {
  private static final Instant NOON = SampleRun.NOON;

  /// For subclasses.
  protected ProposalStoreContract() {}

  private static Pending pending(String id, String role, @Nullable Instant expires) {
    return new Pending(
        id,
        "composer",
        Proposal.of("Drafts", "a  draft\nof " + id, List.of(), Provenance.rule("1")),
        "sign",
        role,
        "draft:" + id,
        expires,
        Decision.REJECTED,
        List.of(),
        0,
        null);
  }

  private static Journal.RunHead head(
      Status status, Instant at, List<Pending> open, List<Body.ApprovalDecided> decided) {
    return new Journal.RunHead(
        status,
        null,
        1,
        1,
        at,
        RunProgress.UNKNOWN,
        Rest.FOR_EVER,
        new HeldProposals(true, open, decided),
        List.of());
  }

  private SampleRun asks(String name, String template, Pending... open) {
    SampleRun run = new SampleRun("run_" + name);
    CompletableFuture<JobStore.CreateResult> result = new CompletableFuture<>();
    store
        .jobs()
        .create(
            SampleRun.job("default", name, template, null, NOON),
            run.next(1, 10),
            head(Status.WAITING, NOON, List.of(open), List.of()),
            null,
            result::complete);
    Asked.answer(result);
    return run;
  }

  private void then(SampleRun run, Journal.RunHead head) {
    CompletableFuture<Journal.AppendResult> result = new CompletableFuture<>();
    long before = run.sequence();
    store.journal().append(run.runId(), before, run.next(1, 10), head, result::complete);
    Asked.answer(result);
  }

  private List<String> ids(State state, @Nullable String role, @Nullable String template) {
    List<String> whole = ids(new Query("default", state, role, template, null, 10));
    List<String> paged = new ArrayList<>();
    ProposalStore.Place after = null;
    while (true) {
      List<Listed> page =
          store.jobs().proposals(new Query("default", state, role, template, after, 1));
      if (page.isEmpty()) {
        break;
      }
      page.forEach(one -> paged.add(one.proposalId()));
      after = page.getLast().place();
    }
    assertEquals(whole, paged, "pages of one proposal each");
    return whole;
  }

  private List<String> ids(Query query) {
    return store.jobs().proposals(query).stream().map(Listed::proposalId).toList();
  }

  @Test
  final void openProposalsComeBySoonestDeadlineThoseWithoutOneLast() {
    asks("a", "t1", pending("p1", "boss", null), pending("p2", "boss", NOON.plusSeconds(20)));
    asks("b", "t2", pending("p3", "attorney", NOON.plusSeconds(10)));
    assertEquals(List.of("p3", "p2", "p1"), ids(State.OPEN, null, null));
    assertEquals(List.of("p2", "p1"), ids(State.OPEN, "boss", null));
    assertEquals(List.of("p3"), ids(State.OPEN, null, "t2"));
    assertEquals(List.of(), ids(new Query("other", State.OPEN, null, null, null, 10)));
    Listed first =
        store.jobs().proposals(new Query("default", State.OPEN, null, null, null, 1)).getFirst();
    assertEquals("a draft of p3", first.excerpt());
    assertEquals(NOON.plusSeconds(10), first.expiresAt());
    assertEquals("job_b", first.jobId());
  }

  @Test
  final void aDecisionMovesAProposalAndTheFirstOneStands() {
    SampleRun run = asks("a", "t", pending("p1", "boss", null), pending("p2", "boss", null));
    Body.ApprovalDecided yes =
        new Body.ApprovalDecided("p1", Decision.APPROVED, "ann", true, "fine", false);
    then(
        run,
        head(
            Status.WAITING,
            NOON.plusSeconds(1),
            List.of(pending("p2", "boss", null)),
            List.of(yes)));
    Body.ApprovalDecided no =
        new Body.ApprovalDecided("p2", Decision.REJECTED, "bob", false, null, true);
    then(run, head(Status.CONVERGED, NOON.plusSeconds(2), List.of(), List.of(yes, no)));
    assertEquals(List.of(), ids(State.OPEN, null, null));
    assertEquals(List.of("p2", "p1"), ids(State.DECIDED, null, null));
    List<Listed> decided =
        store.jobs().proposals(new Query("default", State.DECIDED, null, null, null, 10));
    assertEquals(
        new ProposalStore.Taken(Decision.APPROVED, "ann", true, "fine", false, NOON.plusSeconds(1)),
        decided.getLast().decision());
    assertEquals(
        new ProposalStore.Taken(Decision.REJECTED, "bob", false, null, true, NOON.plusSeconds(2)),
        decided.getFirst().decision());
  }

  @Test
  final void aProposalThatWasReturnedIsNotOpenAnyMore() {
    SampleRun run = asks("a", "t", pending("p1", "boss", null), pending("p2", "boss", null));
    List<Pending> left = List.of(pending("p2", "boss", null));
    then(run, head(Status.WAITING, NOON.plusSeconds(1), left, List.of()));
    assertEquals(List.of("p2"), ids(State.OPEN, null, null));
    assertEquals(List.of(), ids(State.DECIDED, null, null));
  }

  @Test
  final void nothingIsOpenOnceTheRunIsFinal() {
    SampleRun run = asks("a", "t", pending("p1", "boss", null));
    then(run, head(Status.CANCELLED, NOON.plusSeconds(1), List.of(), List.of()));
    assertEquals(List.of(), ids(State.OPEN, null, null));
    assertEquals(List.of(), ids(State.DECIDED, null, null));
  }
}
