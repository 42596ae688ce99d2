package dev.converge.runtime.events;

import static dev.converge.proto.EntryType.ENTRY_TYPE_DECISION;
import static dev.converge.proto.EntryType.ENTRY_TYPE_FACT;
import static dev.converge.proto.EntryType.ENTRY_TYPE_PROPOSAL;
import static dev.converge.proto.EntryType.ENTRY_TYPE_TRACE;

import dev.converge.proto.EntryType;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/// Every type of event, and what the transports make of it. In the journal, in pages and in bundles
/// a type has its [#journalName]; SSE calls some by a shorter [#streamName]; gRPC sorts them into
/// kinds of entries.
public enum EventType {
  /// The run began.
  RUN_STARTED(ENTRY_TYPE_TRACE),
  /// A seed became a fact.
  SEED_ADMITTED(ENTRY_TYPE_FACT),
  /// A cycle began.
  CYCLE_STARTED(ENTRY_TYPE_TRACE),
  /// An agent is to be asked.
  AGENT_STARTED(ENTRY_TYPE_TRACE),
  /// A model was called.
  MODEL_CALLED(ENTRY_TYPE_TRACE),
  /// An agent answered.
  AGENT_COMPLETED(ENTRY_TYPE_TRACE),
  /// An agent gave no usable answer.
  AGENT_FAILED(ENTRY_TYPE_TRACE),
  /// Something was proposed.
  PROPOSAL_MADE(ENTRY_TYPE_PROPOSAL),
  /// A proposal became a fact.
  FACT_PROMOTED(ENTRY_TYPE_FACT, "fact"),
  /// A proposal did not become a fact.
  PROPOSAL_REJECTED(ENTRY_TYPE_DECISION),
  /// A person must decide.
  APPROVAL_REQUESTED(ENTRY_TYPE_PROPOSAL),
  /// Somebody decided.
  APPROVAL_DECIDED(ENTRY_TYPE_DECISION),
  /// Something was observed.
  OBSERVATION_RECEIVED(ENTRY_TYPE_PROPOSAL),
  /// An invariant does not hold.
  INVARIANT_VIOLATED(ENTRY_TYPE_TRACE),
  /// An invariant holds again.
  INVARIANT_RESTORED(ENTRY_TYPE_TRACE),
  /// A tier of the answer is reached.
  TIER_REACHED(ENTRY_TYPE_TRACE),
  /// Agents keep waking each other.
  OSCILLATION_DETECTED(ENTRY_TYPE_TRACE),
  /// A cycle ended.
  CYCLE_COMPLETED(ENTRY_TYPE_TRACE),
  /// The budget was changed.
  BUDGET_CHANGED(ENTRY_TYPE_TRACE),
  /// The status changed; a gRPC stream tells it by a message of its own, a page as a trace.
  RUN_STATUS(ENTRY_TYPE_TRACE);

  private static final TreeMap<String, EventType> BY_JOURNAL_NAME = new TreeMap<>();
  private static final TreeMap<String, EventType> BY_ANY_NAME = new TreeMap<>();

  static {
    for (EventType type : values()) {
      BY_JOURNAL_NAME.put(type.journalName, type);
      BY_ANY_NAME.put(type.journalName, type);
      BY_ANY_NAME.put(type.streamName, type);
    }
  }

  private final EntryType entryType;
  private final String journalName;
  private final String streamName;

  EventType(EntryType entryType) {
    this.entryType = entryType;
    this.journalName = name().toLowerCase(Locale.ROOT);
    this.streamName = journalName;
  }

  EventType(EntryType entryType, String streamName) {
    this.entryType = entryType;
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

  /// The kind of a gRPC entry.
  public EntryType entryType() {
    return entryType;
  }
}
