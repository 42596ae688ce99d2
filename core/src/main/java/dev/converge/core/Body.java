package dev.converge.core;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.OnOutage;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Spent;
import dev.converge.core.budget.Unchosen;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Person;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.event.EventType;
import dev.converge.core.fork.Fork;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Rejection;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Halt;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// The content of an [Event]: what happened.
public sealed interface Body {
  /// The type of the event.
  default EventType type() {
    return switch (this) {
      case RunStarted _ -> EventType.RUN_STARTED;
      case SeedAdmitted _ -> EventType.SEED_ADMITTED;
      case CycleStarted _ -> EventType.CYCLE_STARTED;
      case AgentStarted _ -> EventType.AGENT_STARTED;
      case ModelSent _ -> EventType.MODEL_SENT;
      case ModelCalled _ -> EventType.MODEL_CALLED;
      case AgentCompleted _ -> EventType.AGENT_COMPLETED;
      case AgentFailed _ -> EventType.AGENT_FAILED;
      case ProposalMade _ -> EventType.PROPOSAL_MADE;
      case FactPromoted _ -> EventType.FACT_PROMOTED;
      case ProposalRejected _ -> EventType.PROPOSAL_REJECTED;
      case ApprovalRequested _ -> EventType.APPROVAL_REQUESTED;
      case ApprovalGiven _ -> EventType.APPROVAL_GIVEN;
      case ApprovalDecided _ -> EventType.APPROVAL_DECIDED;
      case ProposalReturned _ -> EventType.PROPOSAL_RETURNED;
      case ObservationReceived _ -> EventType.OBSERVATION_RECEIVED;
      case InvariantViolated _ -> EventType.INVARIANT_VIOLATED;
      case InvariantRestored _ -> EventType.INVARIANT_RESTORED;
      case TierReached _ -> EventType.TIER_REACHED;
      case OscillationDetected _ -> EventType.OSCILLATION_DETECTED;
      case CycleCompleted _ -> EventType.CYCLE_COMPLETED;
      case BudgetChanged _ -> EventType.BUDGET_CHANGED;
      case RunContinued _ -> EventType.RUN_CONTINUED;
      case RunStatus _ -> EventType.RUN_STATUS;
    };
  }

  /// A consequence of the facts. What came from outside is in earlier events, so metrics, traces
  /// and replays ignore these events.
  sealed interface Finding extends Body {}

  /// The run started.
  ///
  /// @param submitter who submitted the job, or `null` if unknown
  /// @param onOutage the job's policy, or `null` for the template's
  /// @param fork the origin of the run, or `null` if it is not a fork
  record RunStarted(
      String jobId,
      String template,
      String version,
      String templateHash,
      Mode mode,
      Budget budget,
      SortedMap<String, String> versions,
      int format,
      @Nullable Person submitter,
      @Nullable OnOutage onOutage,
      @Nullable Fork fork)
      implements Body {}

  /// A seed became a fact under [Keys#SEEDS].
  record SeedAdmitted(Seed seed) implements Body {}

  /// A cycle started.
  ///
  /// @param wakes the agents that run, in merge order, and what woke each
  record CycleStarted(List<Wake> wakes) implements Body {
    /// Copies the list.
    public CycleStarted {
      wakes = List.copyOf(wakes);
    }
  }

  /// Why an agent runs.
  ///
  /// @param keys that have new facts
  /// @param violations that are new
  /// @param returned ids of the proposals that it must revise; it does nothing else then
  record Wake(String agent, List<String> keys, List<String> violations, List<String> returned) {
    /// Copies the lists.
    public Wake {
      keys = List.copyOf(keys);
      violations = List.copyOf(violations);
      returned = List.copyOf(returned);
    }
  }

  /// The agent must be called.
  ///
  /// @param attempt in this cycle, starting at 1
  /// @param quote reserved from the budget, or `null`
  /// @param violations what was wrong with the previous answer
  record AgentStarted(int attempt, @Nullable Quote quote, List<String> violations) implements Body {
    /// Copies the list.
    public AgentStarted {
      violations = List.copyOf(violations);
    }
  }

  /// A request to a model is about to be sent. Records what is booked if its answer is never seen.
  ///
  /// @param call with the outcome `lost` and the most that it can use
  record ModelSent(int attempt, ModelCall call) implements Body {}

  /// A model was called.
  ///
  /// @param overrun whether it used more than was reserved
  record ModelCalled(int attempt, ModelCall call, boolean overrun) implements Body {}

  /// The agent answered; its proposals follow.
  ///
  /// @param recorded sequence of the original's event with the answer if the run is a fork; 0 if
  ///   the agent was asked
  record AgentCompleted(int attempt, int proposals, Duration duration, long recorded)
      implements Body {}

  /// The agent gave no usable answer.
  ///
  /// @param violations of its contract, if that is why
  /// @param retryAt when it is called again, or `null` if it is not
  /// @param recorded sequence of the original's event with the failure if the run is a fork; 0 if
  ///   the agent was asked
  /// @param candidates models that were considered if none could be chosen, or `null`
  record AgentFailed(
      int attempt,
      FailureKind kind,
      String message,
      List<String> violations,
      @Nullable Instant retryAt,
      long recorded,
      @Nullable Json candidates)
      implements Body {
    /// A failure of an agent, asked or not, that does not concern the choice of a model.
    public AgentFailed(
        int attempt,
        FailureKind kind,
        String message,
        List<String> violations,
        @Nullable Instant retryAt,
        long recorded) {
      this(attempt, kind, message, violations, retryAt, recorded, null);
    }

    /// A failure of an agent that was asked.
    public AgentFailed(
        int attempt,
        FailureKind kind,
        String message,
        List<String> violations,
        @Nullable Instant retryAt) {
      this(attempt, kind, message, violations, retryAt, 0);
    }

    /// No model could be chosen.
    static AgentFailed noModel(String message, Unchosen why) {
      return new AgentFailed(
          1, FailureKind.NO_MODEL, message, List.of(), null, 0, why.candidates());
    }

    /// Copies the list.
    public AgentFailed {
      violations = List.copyOf(violations);
    }
  }

  /// An agent, or a client by an observation, proposed something.
  ///
  /// @param id of the proposal, unique in the run
  /// @param revises id of the returned proposal that this one revises, or `null`
  record ProposalMade(String id, Proposal proposal, @Nullable String revises) implements Body {
    /// A proposal that revises none.
    public ProposalMade(String id, Proposal proposal) {
      this(id, proposal, null);
    }
  }

  /// A proposal became a fact.
  record FactPromoted(Fact fact, String proposalId) implements Body {}

  /// A proposal did not become a fact.
  ///
  /// @param invariant the structural invariant that refused it, or `null`
  record ProposalRejected(
      String proposalId, String key, Rejection code, String message, @Nullable String invariant)
      implements Body {}

  /// A person must decide on a proposal.
  ///
  /// @param factId the id that the fact would have
  /// @param expiresAt when `onSilence` applies, or `null` for never
  record ApprovalRequested(
      String proposalId,
      String gate,
      String role,
      String factId,
      @Nullable Instant expiresAt,
      Decision onSilence)
      implements Body {}

  /// A person approved a proposal that needs more approvals.
  ///
  /// @param asserted whether the name was not authenticated
  /// @param missing approvals that are still needed
  record ApprovalGiven(
      String proposalId, String actor, boolean asserted, @Nullable String comment, int missing)
      implements Body {}

  /// A person decided, or the deadline expired.
  ///
  /// @param actor the person, or `_person` if `byDeadline`
  /// @param asserted whether the name was not authenticated
  record ApprovalDecided(
      String proposalId,
      Decision decision,
      String actor,
      boolean asserted,
      @Nullable String comment,
      boolean byDeadline)
      implements Body {}

  /// A person returned a proposal: the agent that made it is asked to revise it.
  ///
  /// @param gate that held it and will hold the revised one
  /// @param factId the id that its fact would have had; the revised proposal gets it if it is free
  /// @param asserted whether the name was not authenticated
  /// @param comment the requested changes
  /// @param revision number of returns so far, starting at 1
  record ProposalReturned(
      String proposalId,
      String gate,
      String factId,
      String actor,
      boolean asserted,
      String comment,
      int revision)
      implements Body {}

  /// A client added an observation, which is proposed at the next cycle boundary.
  ///
  /// @param asserted whether the actor's name was not authenticated
  /// @param request makes it count once, or `null`
  record ObservationReceived(
      String proposalId,
      Proposal proposal,
      String actor,
      boolean asserted,
      @Nullable RequestKey request)
      implements Body {}

  /// An invariant does not hold.
  record InvariantViolated(
      String id, Invariant.Kind kind, String name, String message, List<String> facts)
      implements Finding {
    /// Copies the list.
    public InvariantViolated {
      facts = List.copyOf(facts);
    }
  }

  /// A violated semantic invariant holds again.
  record InvariantRestored(String id) implements Finding {}

  /// All acceptance invariants of a tier are met.
  ///
  /// @param facts the answer so far: ids of facts by key
  record TierReached(String tier, SortedMap<String, List<String>> facts) implements Finding {}

  /// Agents keep waking each other.
  record OscillationDetected(List<String> agents, List<String> keys, List<String> facts, int cycles)
      implements Finding {
    /// Copies the lists.
    public OscillationDetected {
      agents = List.copyOf(agents);
      keys = List.copyOf(keys);
      facts = List.copyOf(facts);
    }
  }

  /// A cycle ended.
  ///
  /// @param newFacts promoted in it
  /// @param spent in the whole run
  record CycleCompleted(int newFacts, Spent spent) implements Body {}

  /// The budget of the run was changed.
  ///
  /// @param asserted whether the actor's name was not authenticated; `null` if recorded before this
  ///   was kept
  record BudgetChanged(Budget before, Budget after, String actor, @Nullable Boolean asserted)
      implements Body {}

  /// A halted run was reopened. Completed work is kept, and interrupted work is repeated.
  ///
  /// @param epoch of the run from now on: 2 after the first continuation
  /// @param before the previous budget
  /// @param after the new budget, which includes what the run has used
  /// @param asserted whether the actor's name was not authenticated
  /// @param reason for people, or `null`
  /// @param request makes it count once, or `null`
  record RunContinued(
      int epoch,
      Budget before,
      Budget after,
      String actor,
      boolean asserted,
      @Nullable String reason,
      @Nullable RequestKey request)
      implements Body {}

  /// The status or what the run waits for changed. The last event of this type in each epoch is
  /// final.
  ///
  /// @param reason why it was halted or paused, or `null`
  /// @param halt what halted it, or `null` if it was not halted or recorded before this was kept
  /// @param detail the invariant, budget, agent and so on, for people
  /// @param actor who paused, resumed or cancelled it, or `null`
  /// @param spent so far
  /// @param summary of a final status, otherwise `null`
  /// @param outage that delays the run, or `null`
  /// @param asserted whether the actor's name was not authenticated; `null` without an actor, or if
  ///   recorded before this was kept
  record RunStatus(
      Status status,
      Status previous,
      @Nullable HaltReason reason,
      @Nullable Halt halt,
      @Nullable String detail,
      @Nullable String actor,
      Spent spent,
      @Nullable Summary summary,
      @Nullable Outage outage,
      @Nullable Boolean asserted)
      implements Body {
    /// A status without an outage.
    public RunStatus(
        Status status,
        Status previous,
        @Nullable HaltReason reason,
        @Nullable Halt halt,
        @Nullable String detail,
        @Nullable String actor,
        Spent spent,
        @Nullable Summary summary) {
      this(status, previous, reason, halt, detail, actor, spent, summary, null, null);
    }

    /// With another description of what halted the run.
    public RunStatus withHalt(@Nullable Halt other, @Nullable String words) {
      return new RunStatus(
          status, previous, reason, other, words, actor, spent, summary, outage, asserted);
    }
  }

  /// A provider is unavailable, and all current work of the run waits for it.
  ///
  /// @param provider its name, or the agent's id if no model was chosen for it
  /// @param since when the first agent failed because of it
  record Outage(String provider, Instant since) {}

  /// The result of a run.
  ///
  /// @param facts number of facts by key
  /// @param resultHash see [ResultHash]
  /// @param reproducible whether the same seeds give the same hash
  /// @param because the reasons if not
  record Summary(
      SortedMap<String, Integer> facts,
      String resultHash,
      boolean reproducible,
      List<String> because) {
    /// Copies the list.
    public Summary {
      because = List.copyOf(because);
    }
  }
}
