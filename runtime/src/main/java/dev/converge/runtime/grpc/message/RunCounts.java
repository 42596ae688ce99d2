package dev.converge.runtime.grpc.message;

import dev.converge.core.Body;
import dev.converge.core.event.EventType;
import dev.converge.core.event.Sealed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Totals over a run's events that messages about its status repeat. They depend on the events
/// alone, so a subscriber that resumes gets the same as one that was connected all the time. Not
/// thread-safe.
public final class RunCounts {
  /// A proposal that waits for a decision.
  ///
  /// @param role that must decide
  /// @param expiresAt its deadline, or `null` for never
  record Open(String role, @Nullable Instant expiresAt) {}

  private final Map<String, Open> open = new LinkedHashMap<>();
  private int facts;
  private int cycles;
  private boolean inCycle;
  private long sequence;

  /// Counts the next event.
  public void take(ParsedEvent parsed) {
    Sealed event = parsed.sealed();
    sequence = event.sequence();
    EventType type = EventType.of(event.type());
    switch (type.kind()) {
      case FACT -> facts++;
      case PROPOSAL -> {
        if (type == EventType.APPROVAL_REQUESTED
            && parsed.event().body() instanceof Body.ApprovalRequested asked) {
          open.put(asked.proposalId(), new Open(asked.role(), asked.expiresAt()));
        }
      }
      case DECISION -> {
        if (type == EventType.APPROVAL_DECIDED
            && parsed.event().body() instanceof Body.ApprovalDecided decided) {
          open.remove(decided.proposalId());
        }
      }
      case TRACE -> trace(type, event);
    }
  }

  private void trace(EventType type, Sealed event) {
    if (type == EventType.CYCLE_STARTED) {
      cycles++;
      inCycle = true;
    } else if (type == EventType.CYCLE_COMPLETED) {
      inCycle = false;
    } else if (event.isFinal()) {
      inCycle = false;
      open.clear();
    }
  }

  /// Sequence of the last event counted; 0 before the first.
  public long sequence() {
    return sequence;
  }

  /// Facts in the context.
  int facts() {
    return facts;
  }

  /// Cycles that have ended.
  int cycles() {
    return inCycle ? cycles - 1 : cycles;
  }

  /// Ids of the proposals to decide on.
  List<String> proposals() {
    return List.copyOf(open.keySet());
  }

  /// The roles that must decide, each once.
  List<String> roles() {
    return open.values().stream().map(Open::role).distinct().toList();
  }

  /// The earliest deadline, or `null` if there is none.
  @Nullable Instant deadline() {
    List<Instant> deadlines = new ArrayList<>();
    for (Open proposal : open.values()) {
      if (proposal.expiresAt() != null) {
        deadlines.add(proposal.expiresAt());
      }
    }
    return deadlines.stream().min(Instant::compareTo).orElse(null);
  }
}
