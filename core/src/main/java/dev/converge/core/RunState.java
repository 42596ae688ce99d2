package dev.converge.core;

import dev.converge.core.budget.Budget;
import dev.converge.core.budget.OnOutage;
import dev.converge.core.budget.Saved;
import dev.converge.core.budget.Spent;
import dev.converge.core.fork.Reused;
import dev.converge.core.proposal.Substance;
import dev.converge.core.status.Halt;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.core.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// The state of a run: what its events add up to. Immutable from outside: [Applier] changes a copy
/// that nobody else has seen yet. Collections are shared between states and replaced as a whole.
public final class RunState implements Cloneable {
  AgentState[] agents;
  Context context;
  long sequence;
  int cycle;
  Instant at = Instant.EPOCH;
  Instant runningSince = Instant.EPOCH;
  Status status = Status.PENDING;
  Status beforePause = Status.PENDING;
  @Nullable HaltReason reason;
  @Nullable Halt halt;
  @Nullable String detail;
  Body.@Nullable Outage outage;
  Body.@Nullable RunStarted started;
  Body.@Nullable Summary summary;
  Budget budget = Budget.DEFAULT;
  Spent spent = Spent.NOTHING;
  Spent spentBefore = Spent.NOTHING;
  Saved saved = Saved.NOTHING;
  SortedMap<String, Reused> reused = Collections.emptySortedMap();
  Active @Nullable [] round;
  boolean choosing;
  List<Pending> pending = List.of();
  SortedMap<String, Body.ApprovalDecided> decisions = Collections.emptySortedMap();
  SortedMap<String, Body.ProposalReturned> returned = Collections.emptySortedMap();
  List<Body.ProposalMade> observations = List.of();
  int observed;
  SortedMap<String, String> requests = Collections.emptySortedMap();
  SortedMap<String, Body.InvariantViolated> violated = Collections.emptySortedMap();
  SortedSet<String> tiers = Collections.emptySortedSet();
  SortedSet<String> oscillations = Collections.emptySortedSet();
  List<List<String>> producers = List.of();
  SortedSet<String> because = Collections.emptySortedSet();
  SortedSet<String> notes = Collections.emptySortedSet();
  List<RejectedByPerson> rejected = List.of();
  int epoch = 1;
  Active @Nullable [] suspended;
  boolean suspendedChoosing;
  List<Leftover> leftovers = List.of();

  record RejectedByPerson(String agent, Substance substance) {}

  private RunState(AgentState[] agents, Context context) {
    this.agents = agents;
    this.context = context;
  }

  /// Before the first event.
  static RunState initial(Program program) {
    return new RunState(program.freshAgents(), Context.empty(program));
  }

  /// A state of its own, which [Applier] may change. Cloned, because a field that was forgotten
  /// here would go wrong silently.
  RunState copy() {
    RunState next;
    try {
      next = (RunState) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
    next.agents = agents.clone();
    next.round = round == null ? null : round.clone();
    return next;
  }

  /// The status.
  public Status status() {
    return status;
  }

  /// Why the run was halted or paused itself; empty unless it did.
  public Optional<HaltReason> reason() {
    return Optional.ofNullable(reason);
  }

  /// What halted the run; empty unless it was, and for runs recorded before this was kept.
  public Optional<Halt> halt() {
    return Optional.ofNullable(halt);
  }

  /// Which invariant, budget, agent, … the status is due to, for people.
  public Optional<String> detail() {
    return Optional.ofNullable(detail);
  }

  /// The provider that is unavailable and that the run asks again only once it is back, or much
  /// later; empty if there is none. It is "" for an agent that no model answers.
  public Optional<String> awaited() {
    if (outage != null && status == Status.PAUSED) {
      return Optional.of(outage.provider());
    }
    if (status == Status.RUNNING) {
      for (Active active : activeAgents()) {
        Instant retryAt = active.retryAt();
        if (active.waits() && retryAt != null && retryAt.isAfter(at.plus(Outages.LONGEST_PAUSE))) {
          return Optional.of(active.quote() == null ? "" : active.quote().provider());
        }
      }
    }
    return Optional.empty();
  }

  /// The outage of a provider that everything waits for which the run is doing; empty if there is
  /// none.
  public Optional<Body.Outage> outage() {
    return Optional.ofNullable(outage);
  }

  /// The sequence of the last event; 0 before the first.
  public long sequence() {
    return sequence;
  }

  /// The current or last cycle; 0 before the first.
  public int cycle() {
    return cycle;
  }

  /// The number of times that the run was started: 1, plus 1 each time it was continued.
  public int epoch() {
    return epoch;
  }

  /// Whether a cycle is under way.
  public boolean inCycle() {
    return round != null;
  }

  /// The facts so far.
  public Context context() {
    return context;
  }

  /// When the last event happened.
  public Instant at() {
    return at;
  }

  /// What the run can use.
  public Budget budget() {
    return budget;
  }

  /// What it has used; running time as of the last cycle or change of status.
  public Spent spent() {
    return spent;
  }

  /// What calls would have used that were answered from the record of the run that this one is a
  /// fork of.
  public Saved saved() {
    return saved;
  }

  /// How each agent of a fork was answered, by id; empty if the run is not a fork.
  public SortedMap<String, Reused> reused() {
    return Collections.unmodifiableSortedMap(reused);
  }

  /// What counts against the budget: what was used, and what was saved.
  Spent used() {
    return spent.with(saved);
  }

  /// Proposals that people must decide on, or have decided on without effect yet, in proposal
  /// order.
  public List<Pending> pending() {
    return pending;
  }

  /// What was decided on a proposal, now or earlier.
  public Optional<Body.ApprovalDecided> decision(String proposalId) {
    return Optional.ofNullable(decisions.get(proposalId));
  }

  /// That a proposal was returned to be revised, now or earlier.
  public Optional<Body.ProposalReturned> returned(@Nullable String proposalId) {
    return proposalId == null ? Optional.empty() : Optional.ofNullable(returned.get(proposalId));
  }

  /// Whether the run ever asked a person to decide.
  public boolean asked() {
    return !pending.isEmpty() || !decisions.isEmpty() || !returned.isEmpty();
  }

  /// Every decision so far, by the id of its proposal.
  public SortedMap<String, Body.ApprovalDecided> decisions() {
    return decisions;
  }

  /// The first event's content; empty before it.
  public Optional<Body.RunStarted> started() {
    return Optional.ofNullable(started);
  }

  /// What the run came to; empty until it is final.
  public Optional<Body.Summary> summary() {
    return Optional.ofNullable(summary);
  }

  /// Semantic invariants that do not hold now, by id.
  public SortedMap<String, Body.InvariantViolated> violated() {
    return Collections.unmodifiableSortedMap(violated);
  }

  /// Tiers reached.
  public SortedSet<String> tiers() {
    return Collections.unmodifiableSortedSet(tiers);
  }

  /// What agents asked for and the models that were chosen for them do not have, with the agents'
  /// ids.
  public SortedSet<String> notes() {
    return Collections.unmodifiableSortedSet(notes);
  }

  /// This state, taken up at a later time after its process went down: the time between is not
  /// counted as running. The one thing that is not an event, so replay does not know of it and
  /// equality ignores it.
  public RunState takenUp(Instant now) {
    RunState next = copy();
    Instant millis = Times.millis(now);
    next.runningSince = millis.isAfter(runningSince) ? millis : runningSince;
    return next;
  }

  /// This state, where the clock was set forward or the machine slept: that time is not counted as
  /// running. As with [#takenUp], replay does not know of it.
  public RunState skipping(Duration jump) {
    RunState next = copy();
    next.runningSince = runningSince.plus(jump);
    return next;
  }

  /// This state, with the reason why the run cannot continue here instead of the detail. As with
  /// [#takenUp], replay does not know of it.
  public RunState parked(String why) {
    RunState next = copy();
    next.detail = why;
    return next;
  }

  /// Whether an outage of a provider halts the run, where others wait: as the job says, or else the
  /// template.
  boolean haltsOnOutage(Program program) {
    OnOutage wanted = started == null ? null : started.onOutage();
    return wanted == null ? program.haltsOnOutage() : wanted == OnOutage.HALT;
  }

  /// Whether time counts as running.
  boolean counting() {
    return status == Status.RUNNING && outage == null;
  }

  Duration runningAt(Instant now) {
    if (!counting() || !now.isAfter(runningSince)) {
      return spent.running();
    }
    return spent.running().plus(Duration.between(runningSince, now));
  }

  private static final Active[] NOBODY = {};

  Active[] activeAgents() {
    return round == null ? NOBODY : round;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RunState that
        && sequence == that.sequence
        && cycle == that.cycle
        && at.equals(that.at)
        && status == that.status
        && beforePause == that.beforePause
        && reason == that.reason
        && Objects.equals(halt, that.halt)
        && Objects.equals(detail, that.detail)
        && Objects.equals(outage, that.outage)
        && Objects.equals(started, that.started)
        && Objects.equals(summary, that.summary)
        && budget.equals(that.budget)
        && spent.equals(that.spent)
        && spentBefore.equals(that.spentBefore)
        && saved.equals(that.saved)
        && reused.equals(that.reused)
        && choosing == that.choosing
        && observed == that.observed
        && requests.equals(that.requests)
        && Arrays.equals(agents, that.agents)
        && Arrays.equals(round, that.round)
        && context.equals(that.context)
        && pending.equals(that.pending)
        && decisions.equals(that.decisions)
        && returned.equals(that.returned)
        && observations.equals(that.observations)
        && violated.equals(that.violated)
        && tiers.equals(that.tiers)
        && oscillations.equals(that.oscillations)
        && producers.equals(that.producers)
        && because.equals(that.because)
        && notes.equals(that.notes)
        && rejected.equals(that.rejected)
        && epoch == that.epoch
        && suspendedChoosing == that.suspendedChoosing
        && Arrays.equals(suspended, that.suspended)
        && leftovers.equals(that.leftovers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(sequence, status, context);
  }

  @Override
  public String toString() {
    return status + " at " + sequence + ", cycle " + cycle + ", " + context.size() + " facts";
  }
}
