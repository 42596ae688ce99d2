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

/// The state of a run, computed from its events. Immutable from outside: [Applier] changes a copy
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

  /// A separate copy, which [Applier] may change. It is cloned, because forgetting a field here
  /// would be a silent bug.
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

  /// Why the run was halted or paused itself; otherwise empty.
  public Optional<HaltReason> reason() {
    return Optional.ofNullable(reason);
  }

  /// What halted the run; empty if it is not halted, and for runs recorded before this was stored.
  public Optional<Halt> halt() {
    return Optional.ofNullable(halt);
  }

  /// The invariant, budget, agent and so on that caused the status, for people.
  public Optional<String> detail() {
    return Optional.ofNullable(detail);
  }

  /// The unavailable provider that the run asks again only once it is back, or much later; empty if
  /// there is none. It is "" for an agent that no model answers.
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

  /// The outage of a provider that all current work of the run waits for; empty if there is none.
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

  /// The number of starts of the run: 1, plus 1 for each continuation.
  public int epoch() {
    return epoch;
  }

  /// Whether a cycle is in progress.
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

  /// The budget.
  public Budget budget() {
    return budget;
  }

  /// What the run has used. Running time is as of the last cycle or change of status.
  public Spent spent() {
    return spent;
  }

  /// What calls would have used that were answered from the original's record.
  public Saved saved() {
    return saved;
  }

  /// How each agent of a fork was answered, by id; empty if the run is not a fork.
  public SortedMap<String, Reused> reused() {
    return Collections.unmodifiableSortedMap(reused);
  }

  /// What counts against the budget: what was used and what was saved.
  Spent used() {
    return spent.with(saved);
  }

  /// Proposals that people must decide on, or whose decision has not taken effect yet, in the order
  /// of proposals.
  public List<Pending> pending() {
    return pending;
  }

  /// The decision on a proposal, now or earlier.
  public Optional<Body.ApprovalDecided> decision(String proposalId) {
    return Optional.ofNullable(decisions.get(proposalId));
  }

  /// The return of a proposal for revision, now or earlier.
  public Optional<Body.ProposalReturned> returned(@Nullable String proposalId) {
    return proposalId == null ? Optional.empty() : Optional.ofNullable(returned.get(proposalId));
  }

  /// Whether the run has ever asked a person to decide.
  public boolean asked() {
    return !pending.isEmpty() || !decisions.isEmpty() || !returned.isEmpty();
  }

  /// Every decision so far, by proposal id.
  public SortedMap<String, Body.ApprovalDecided> decisions() {
    return decisions;
  }

  /// The content of the first event; empty before it.
  public Optional<Body.RunStarted> started() {
    return Optional.ofNullable(started);
  }

  /// The summary; empty until the run is final.
  public Optional<Body.Summary> summary() {
    return Optional.ofNullable(summary);
  }

  /// Violated semantic invariants by id.
  public SortedMap<String, Body.InvariantViolated> violated() {
    return Collections.unmodifiableSortedMap(violated);
  }

  /// Tiers reached.
  public SortedSet<String> tiers() {
    return Collections.unmodifiableSortedSet(tiers);
  }

  /// Requirements of agents that their models do not meet, with the agents' ids.
  public SortedSet<String> notes() {
    return Collections.unmodifiableSortedSet(notes);
  }

  /// This state, loaded at a later time after its process ended: the time between does not count as
  /// running. This is the only change that is not an event, so replay does not know of it and
  /// equality ignores it.
  public RunState takenUp(Instant now) {
    RunState next = copy();
    Instant millis = Times.millis(now);
    next.runningSince = millis.isAfter(runningSince) ? millis : runningSince;
    return next;
  }

  /// This state after the clock was set forward or the machine slept: that time does not count as
  /// running. As with [#takenUp], replay does not know of it.
  public RunState skipping(Duration jump) {
    RunState next = copy();
    next.runningSince = runningSince.plus(jump);
    return next;
  }

  /// This state with the reason why the run cannot continue here instead of the detail. As with
  /// [#takenUp], replay does not know of it.
  public RunState parked(String why) {
    RunState next = copy();
    next.detail = why;
    return next;
  }

  /// Whether an outage of a provider halts the run that would otherwise wait, according to the job,
  /// or else the template.
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
