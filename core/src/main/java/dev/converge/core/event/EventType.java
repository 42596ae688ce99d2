package dev.converge.core.event;

import dev.converge.core.text.EnumWord;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Every type of event. In the journal, in pages and in bundles a type has its [#journalName]; SSE
/// uses a shorter [#streamName] for some.
public enum EventType {
  /// See `Body.RunStarted`.
  RUN_STARTED(Kind.TRACE),
  /// See `Body.SeedAdmitted`.
  SEED_ADMITTED(Kind.FACT),
  /// See `Body.CycleStarted`.
  CYCLE_STARTED(Kind.TRACE),
  /// See `Body.AgentStarted`.
  AGENT_STARTED(Kind.TRACE),
  /// See `Body.ModelSent`.
  MODEL_SENT(Kind.TRACE),
  /// See `Body.ModelCalled`.
  MODEL_CALLED(Kind.TRACE),
  /// See `Body.AgentCompleted`.
  AGENT_COMPLETED(Kind.TRACE),
  /// See `Body.AgentFailed`.
  AGENT_FAILED(Kind.TRACE),
  /// See `Body.ProposalMade`.
  PROPOSAL_MADE(Kind.PROPOSAL),
  /// See `Body.FactPromoted`.
  FACT_PROMOTED(Kind.FACT, "fact"),
  /// See `Body.ProposalRejected`.
  PROPOSAL_REJECTED(Kind.DECISION),
  /// See `Body.ApprovalRequested`.
  APPROVAL_REQUESTED(Kind.PROPOSAL),
  /// See `Body.ApprovalGiven`.
  APPROVAL_GIVEN(Kind.DECISION),
  /// See `Body.ApprovalDecided`.
  APPROVAL_DECIDED(Kind.DECISION),
  /// See `Body.ProposalReturned`.
  PROPOSAL_RETURNED(Kind.DECISION),
  /// See `Body.ObservationReceived`.
  OBSERVATION_RECEIVED(Kind.PROPOSAL),
  /// See `Body.InvariantViolated`.
  INVARIANT_VIOLATED(Kind.TRACE),
  /// See `Body.InvariantRestored`.
  INVARIANT_RESTORED(Kind.TRACE),
  /// See `Body.TierReached`.
  TIER_REACHED(Kind.TRACE),
  /// See `Body.OscillationDetected`.
  OSCILLATION_DETECTED(Kind.TRACE),
  /// See `Body.CycleCompleted`.
  CYCLE_COMPLETED(Kind.TRACE),
  /// See `Body.BudgetChanged`.
  BUDGET_CHANGED(Kind.TRACE),
  /// See `Body.RunContinued`.
  RUN_CONTINUED(Kind.TRACE),
  /// See `Body.RunStatus`.
  RUN_STATUS(Kind.TRACE);

  /// What an event is about.
  public enum Kind {
    /// A fact.
    FACT,
    /// A proposal that may become a fact.
    PROPOSAL,
    /// A proposal that is decided on.
    DECISION,
    /// How the run proceeds.
    TRACE
  }

  private static final SortedMap<String, EventType> BY_JOURNAL_NAME = new TreeMap<>();

  static {
    for (EventType type : values()) {
      BY_JOURNAL_NAME.put(type.journalName, type);
    }
  }

  private final Kind kind;
  private final String journalName;
  private final String streamName;

  EventType(Kind kind) {
    this.kind = kind;
    this.journalName = EnumWord.of(this);
    this.streamName = journalName;
  }

  EventType(Kind kind, String streamName) {
    this.kind = kind;
    this.journalName = EnumWord.of(this);
    this.streamName = streamName;
  }

  /// The type of an event of the journal.
  ///
  /// @throws IllegalArgumentException if there is no such type
  public static EventType of(String journalName) {
    EventType type = BY_JOURNAL_NAME.get(journalName);
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
  public static Optional<EventType> named(String name) {
    for (EventType type : values()) {
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
