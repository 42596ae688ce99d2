package dev.converge.runtime.events;

import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/// Every type of event. In the journal, in pages and in bundles a type has its [#journalName]; SSE
/// uses a shorter [#streamName] for some.
public enum EventType {
  /// The run began.
  RUN_STARTED,
  /// A seed became a fact.
  SEED_ADMITTED,
  /// A cycle began.
  CYCLE_STARTED,
  /// An agent is to be asked.
  AGENT_STARTED,
  /// A request to a model is about to be sent.
  MODEL_SENT,
  /// A model was called.
  MODEL_CALLED,
  /// An agent answered.
  AGENT_COMPLETED,
  /// An agent gave no usable answer.
  AGENT_FAILED,
  /// Something was proposed.
  PROPOSAL_MADE,
  /// A proposal became a fact.
  FACT_PROMOTED("fact"),
  /// A proposal did not become a fact.
  PROPOSAL_REJECTED,
  /// A person must decide.
  APPROVAL_REQUESTED,
  /// Somebody decided.
  APPROVAL_DECIDED,
  /// Something was observed.
  OBSERVATION_RECEIVED,
  /// An invariant does not hold.
  INVARIANT_VIOLATED,
  /// An invariant holds again.
  INVARIANT_RESTORED,
  /// A tier of the answer is reached.
  TIER_REACHED,
  /// Agents keep waking each other.
  OSCILLATION_DETECTED,
  /// A cycle ended.
  CYCLE_COMPLETED,
  /// The budget was changed.
  BUDGET_CHANGED,
  /// The status changed.
  RUN_STATUS;

  private static final TreeMap<String, EventType> BY_JOURNAL_NAME = new TreeMap<>();
  private static final TreeMap<String, EventType> BY_ANY_NAME = new TreeMap<>();

  static {
    for (EventType type : values()) {
      BY_JOURNAL_NAME.put(type.journalName, type);
      BY_ANY_NAME.put(type.journalName, type);
      BY_ANY_NAME.put(type.streamName, type);
    }
  }

  private final String journalName;
  private final String streamName;

  EventType() {
    this.journalName = name().toLowerCase(Locale.ROOT);
    this.streamName = journalName;
  }

  EventType(String streamName) {
    this.journalName = name().toLowerCase(Locale.ROOT);
    this.streamName = streamName;
  }

  /// The type of an event of the journal.
  ///
  /// @throws IllegalArgumentException if there is no such type
  public static EventType of(String journalName) {
    EventType type = BY_JOURNAL_NAME.get(journalName);
    if (type == null) {
      throw new IllegalArgumentException(
          "event type: " + journalName + " (expected: one of " + BY_JOURNAL_NAME.keySet() + ")");
    }
    return type;
  }

  /// The type that a client means, by either name.
  public static Optional<EventType> named(String name) {
    return Optional.ofNullable(BY_ANY_NAME.get(name));
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
