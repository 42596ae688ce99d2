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
import dev.converge.core.fork.Fork;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Halt;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What happened: the content of an [Event].
public sealed interface Body {
  /// The type that this is an event of.
  default Type type() {
    return switch (this) {
      case RunStarted _ -> Type.RUN_STARTED;
      case SeedAdmitted _ -> Type.SEED_ADMITTED;
      case CycleStarted _ -> Type.CYCLE_STARTED;
      case AgentStarted _ -> Type.AGENT_STARTED;
      case ModelSent _ -> Type.MODEL_SENT;
      case ModelCalled _ -> Type.MODEL_CALLED;
      case AgentCompleted _ -> Type.AGENT_COMPLETED;
      case AgentFailed _ -> Type.AGENT_FAILED;
      case ProposalMade _ -> Type.PROPOSAL_MADE;
      case FactPromoted _ -> Type.FACT_PROMOTED;
      case ProposalRejected _ -> Type.PROPOSAL_REJECTED;
      case ApprovalRequested _ -> Type.APPROVAL_REQUESTED;
      case ApprovalGiven _ -> Type.APPROVAL_GIVEN;
      case ApprovalDecided _ -> Type.APPROVAL_DECIDED;
      case ProposalReturned _ -> Type.PROPOSAL_RETURNED;
      case ObservationReceived _ -> Type.OBSERVATION_RECEIVED;
      case InvariantViolated _ -> Type.INVARIANT_VIOLATED;
      case InvariantRestored _ -> Type.INVARIANT_RESTORED;
      case TierReached _ -> Type.TIER_REACHED;
      case OscillationDetected _ -> Type.OSCILLATION_DETECTED;
      case CycleCompleted _ -> Type.CYCLE_COMPLETED;
      case BudgetChanged _ -> Type.BUDGET_CHANGED;
      case RunContinued _ -> Type.RUN_CONTINUED;
      case RunStatus _ -> Type.RUN_STATUS;
    };
  }

  /// What an event is about.
  enum Kind {
    /// A fact.
    FACT,
    /// A proposal that may become a fact.
    PROPOSAL,
    /// A proposal that is decided on.
    DECISION,
    /// How the run proceeds.
    TRACE
  }

  /// Every type of event. In the journal, in pages and in bundles a type has its [#journalName];
  /// SSE uses a shorter [#streamName] for some.
  enum Type {
    /// See [RunStarted].
    RUN_STARTED(Kind.TRACE),
    /// See [SeedAdmitted].
    SEED_ADMITTED(Kind.FACT),
    /// See [CycleStarted].
    CYCLE_STARTED(Kind.TRACE),
    /// See [AgentStarted].
    AGENT_STARTED(Kind.TRACE),
    /// See [ModelSent].
    MODEL_SENT(Kind.TRACE),
    /// See [ModelCalled].
    MODEL_CALLED(Kind.TRACE),
    /// See [AgentCompleted].
    AGENT_COMPLETED(Kind.TRACE),
    /// See [AgentFailed].
    AGENT_FAILED(Kind.TRACE),
    /// See [ProposalMade].
    PROPOSAL_MADE(Kind.PROPOSAL),
    /// See [FactPromoted].
    FACT_PROMOTED(Kind.FACT, "fact"),
    /// See [ProposalRejected].
    PROPOSAL_REJECTED(Kind.DECISION),
    /// See [ApprovalRequested].
    APPROVAL_REQUESTED(Kind.PROPOSAL),
    /// See [ApprovalGiven].
    APPROVAL_GIVEN(Kind.DECISION),
    /// See [ApprovalDecided].
    APPROVAL_DECIDED(Kind.DECISION),
    /// See [ProposalReturned].
    PROPOSAL_RETURNED(Kind.DECISION),
    /// See [ObservationReceived].
    OBSERVATION_RECEIVED(Kind.PROPOSAL),
    /// See [InvariantViolated].
    INVARIANT_VIOLATED(Kind.TRACE),
    /// See [InvariantRestored].
    INVARIANT_RESTORED(Kind.TRACE),
    /// See [TierReached].
    TIER_REACHED(Kind.TRACE),
    /// See [OscillationDetected].
    OSCILLATION_DETECTED(Kind.TRACE),
    /// See [CycleCompleted].
    CYCLE_COMPLETED(Kind.TRACE),
    /// See [BudgetChanged].
    BUDGET_CHANGED(Kind.TRACE),
    /// See [RunContinued].
    RUN_CONTINUED(Kind.TRACE),
    /// See [RunStatus].
    RUN_STATUS(Kind.TRACE);

    private static final SortedMap<String, Type> BY_JOURNAL_NAME = new TreeMap<>();

    static {
      for (Type type : values()) {
        BY_JOURNAL_NAME.put(type.journalName, type);
      }
    }

    private final Kind kind;
    private final String journalName;
    private final String streamName;

    Type(Kind kind) {
      this.kind = kind;
      this.journalName = EnumWord.of(this);
      this.streamName = journalName;
    }

    Type(Kind kind, String streamName) {
      this.kind = kind;
      this.journalName = EnumWord.of(this);
      this.streamName = streamName;
    }

    /// The type of an event of the journal.
    ///
    /// @throws IllegalArgumentException if there is no such type
    public static Type of(String journalName) {
      Type type = BY_JOURNAL_NAME.get(journalName);
      if (type == null) {
        throw new IllegalArgumentException(
            "unknown event type \""
                + journalName
                + "\" (expected: one of "
                + BY_JOURNAL_NAME.keySet()
                + ")");
      }
      return type;
    }

    /// The type with a name, either in the journal or on a stream.
    public static Optional<Type> named(String name) {
      for (Type type : values()) {
        if (type.journalName.equals(name) || type.streamName.equals(name)) {
          return Optional.of(type);
        }
      }
      return Optional.empty();
    }

    /// What its events are about.
    public Kind kind() {
      return kind;
    }

    /// The name in the journal, in pages, in gRPC and in bundles.
    public String journalName() {
      return journalName;
    }

    /// The name in SSE.
    public String streamName() {
      return streamName;
    }
  }

  /// Something that follows from the facts. It came from outside through the events before it, so
  /// metrics, traces and replays do not look at it.
  sealed interface Finding extends Body {}

  /// The run began.
  ///
  /// @param submitter who submitted the job, or `null` if that is not known
  /// @param onOutage what the job wants, or `null` for what the template says
  /// @param fork where the run comes from, or `null` if it is not a fork
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

  /// A cycle began.
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
  /// @param returned ids of the proposals that it is to revise; it does nothing else then
  record Wake(String agent, List<String> keys, List<String> violations, List<String> returned) {
    /// Copies the lists.
    public Wake {
      keys = List.copyOf(keys);
      violations = List.copyOf(violations);
      returned = List.copyOf(returned);
    }
  }

  /// The agent is to be asked.
  ///
  /// @param attempt in this cycle, from 1
  /// @param quote reserved from the budget, or `null`
  /// @param violations what was wrong with the answer before
  record AgentStarted(int attempt, @Nullable Quote quote, List<String> violations) implements Body {
    /// Copies the list.
    public AgentStarted {
      violations = List.copyOf(violations);
    }
  }

  /// A request to a model is about to be sent: what is true of it should its answer never be seen.
  ///
  /// @param call with the outcome `lost` and the most that it can use
  record ModelSent(int attempt, ModelCall call) implements Body {}

  /// A model was called.
  ///
  /// @param overrun whether it used more than was reserved for it
  record ModelCalled(int attempt, ModelCall call, boolean overrun) implements Body {}

  /// The agent answered; its proposals follow.
  ///
  /// @param recorded sequence of the event that answered in the run of which the run is a fork; 0
  ///   if the agent was asked
  record AgentCompleted(int attempt, int proposals, Duration duration, long recorded)
      implements Body {}

  /// The agent gave no usable answer.
  ///
  /// @param violations of its contract, if that is why
  /// @param retryAt when it is asked again, or `null` if it is not
  /// @param recorded sequence of the event that says so in the run of which the run is a fork; 0 if
  ///   the agent was asked
  /// @param candidates where no model could be chosen, those that were looked at, or `null`
  record AgentFailed(
      int attempt,
      FailureKind kind,
      String message,
      List<String> violations,
      @Nullable Instant retryAt,
      long recorded,
      @Nullable Json candidates)
      implements Body {
    /// A failure of an agent, asked or not, that has to do with no choice of a model.
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
  /// @param revises id of the proposal that was returned and that this one revises, or `null`
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

  /// Why a proposal was rejected.
  enum Rejection {
    /// The agent may not write that key.
    AUTHORITY,
    /// The id, content or confidence is out of bounds.
    INVALID,
    /// It cites a fact that is not there.
    UNRESOLVED,
    /// It says nothing new.
    NOTHING_NEW,
    /// Its id says something else already.
    CONFLICT,
    /// A structural invariant refused it.
    INVARIANT,
    /// The budget of facts is used up.
    BUDGET,
    /// A person rejected it, or nobody decided in time.
    REJECTED
  }

  /// A person must decide on a proposal.
  ///
  /// @param factId the id that the fact would have
  /// @param expiresAt when `onSilence` stands, or `null` for never
  record ApprovalRequested(
      String proposalId,
      String gate,
      String role,
      String factId,
      @Nullable Instant expiresAt,
      Decision onSilence)
      implements Body {}

  /// Somebody approved a proposal that more people must approve.
  ///
  /// @param asserted whether the name is only claimed
  /// @param missing approvals that are still needed
  record ApprovalGiven(
      String proposalId, String actor, boolean asserted, @Nullable String comment, int missing)
      implements Body {}

  /// Somebody decided, or the deadline did.
  ///
  /// @param actor who; [Agents#PERSON] with `byDeadline`
  /// @param asserted whether the name is only claimed
  record ApprovalDecided(
      String proposalId,
      Decision decision,
      String actor,
      boolean asserted,
      @Nullable String comment,
      boolean byDeadline)
      implements Body {}

  /// Somebody sent a proposal back: the agent that made it is asked to revise it.
  ///
  /// @param gate that held it and will hold the revised one
  /// @param factId the id that its fact would have had; the revised one takes it if it is free
  /// @param asserted whether the name is only claimed
  /// @param comment what is to be changed
  /// @param revision how often it was sent back by now, from 1
  record ProposalReturned(
      String proposalId,
      String gate,
      String factId,
      String actor,
      boolean asserted,
      String comment,
      int revision)
      implements Body {}

  /// Something was observed; it is proposed at the next cycle boundary.
  ///
  /// @param asserted whether the actor's name is only claimed
  /// @param request what makes it count once, or `null`
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

  /// A semantic invariant that did not hold holds again.
  record InvariantRestored(String id) implements Finding {}

  /// All acceptance invariants of a tier hold.
  ///
  /// @param facts the answer so far: ids of the facts by key
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

  /// What the run may use was changed.
  ///
  /// @param asserted whether the actor's name is only claimed; `null` if recorded before this was
  ///   kept
  record BudgetChanged(Budget before, Budget after, String actor, @Nullable Boolean asserted)
      implements Body {}

  /// A halted run was reopened. What it had done stands; what had been under way is done again.
  ///
  /// @param epoch of the run from here on: 2 for the first time it is continued
  /// @param before what the run could use
  /// @param after what it can use now, with what it has used already
  /// @param asserted whether the actor's name is only claimed
  /// @param reason for people, or `null`
  /// @param request what makes it count once, or `null`
  record RunContinued(
      int epoch,
      Budget before,
      Budget after,
      String actor,
      boolean asserted,
      @Nullable String reason,
      @Nullable RequestKey request)
      implements Body {}

  /// The status, or what the run waits for, changed. The last one of each epoch is final.
  ///
  /// @param reason why it was halted or paused itself, or `null`
  /// @param halt what halted it, or `null` if it was not halted or recorded before this was kept
  /// @param detail which invariant, budget, agent, …; for people
  /// @param actor who paused, resumed or cancelled it, or `null`
  /// @param spent so far
  /// @param summary of a final status, else `null`
  /// @param outage what holds the run up, or `null`
  /// @param asserted whether the actor's name is only claimed; `null` without an actor, or if
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
    /// A status of a run that no outage holds up.
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

    /// The same with other words for what halted the run.
    public RunStatus withHalt(@Nullable Halt other, @Nullable String words) {
      return new RunStatus(
          status, previous, reason, other, words, actor, spent, summary, outage, asserted);
    }
  }

  /// A provider is away, and everything that a run is doing waits for it.
  ///
  /// @param provider which; the agent's id where no model was chosen for it
  /// @param since when the first agent failed because of it
  record Outage(String provider, Instant since) {}

  /// What a run came to.
  ///
  /// @param facts how many, by key
  /// @param resultHash see [ResultHash]
  /// @param reproducible whether the same seeds give the same hash
  /// @param because why not, if not
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
