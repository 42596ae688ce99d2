package dev.converge.runtime.grpc.message;

import dev.converge.core.Body;
import dev.converge.core.Sealed;
import dev.converge.runtime.events.EventType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a run's events add up to that messages about its status repeat: a function of the events
/// alone, so a subscriber that resumes is told the same as one that was there. Not thread-safe.
public final class RunCounts {
  /// A proposal that nobody decided on yet.
  ///
  /// @param role of whoever must
  /// @param expiresAt when it is too late, or `null` for never
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
    switch (EventType.of(event.type())) {
      case SEED_ADMITTED, FACT_PROMOTED -> facts++;
      case CYCLE_STARTED -> {
        cycles++;
        inCycle = true;
      }
      case CYCLE_COMPLETED -> inCycle = false;
      case RUN_STATUS -> {
        if (event.isFinal()) {
          inCycle = false;
          open.clear();
        }
      }
      case APPROVAL_REQUESTED -> {
        if (parsed.event().body() instanceof Body.ApprovalRequested asked) {
          open.put(asked.proposalId(), new Open(asked.role(), asked.expiresAt()));
        }
      }
      case APPROVAL_DECIDED -> {
        if (parsed.event().body() instanceof Body.ApprovalDecided decided) {
          open.remove(decided.proposalId());
        }
      }
      case RUN_STARTED,
          AGENT_STARTED,
          MODEL_SENT,
          MODEL_CALLED,
          AGENT_COMPLETED,
          AGENT_FAILED,
          PROPOSAL_MADE,
          PROPOSAL_REJECTED,
          OBSERVATION_RECEIVED,
          INVARIANT_VIOLATED,
          INVARIANT_RESTORED,
          TIER_REACHED,
          OSCILLATION_DETECTED,
          BUDGET_CHANGED -> {}
    }
  }

  /// The last event counted; 0 before the first.
  public long sequence() {
    return sequence;
  }

  /// Facts in the context.
  int facts() {
    return facts;
  }

  /// Cycles that are over.
  int cycles() {
    return inCycle ? cycles - 1 : cycles;
  }

  /// Ids of the proposals to decide on.
  List<String> proposals() {
    return List.copyOf(open.keySet());
  }

  /// The roles of whoever must decide, each once.
  List<String> roles() {
    return open.values().stream().map(Open::role).distinct().toList();
  }

  /// The first deadline, or `null` if there is none.
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
