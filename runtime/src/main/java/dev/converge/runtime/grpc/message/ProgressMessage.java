package dev.converge.runtime.grpc.message;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.Pending;
import dev.converge.core.RunState;
import dev.converge.core.budget.Spent;
import dev.converge.core.status.Halt;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.proto.ConvergedInfo;
import dev.converge.proto.HaltInfo;
import dev.converge.proto.WaitingInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The state of a run, from its state or its events, for the messages that show it.
///
/// @param reason why it was halted, or `null`
/// @param halt what halted it, or `null`
/// @param detail of the status, for people; may be empty
/// @param summary of the run, or `null`
/// @param facts in the context
/// @param cycles that have ended
/// @param proposals that wait for a decision
/// @param roles that must decide
/// @param deadline the earliest one, or `null`
/// @param at time of this state
public record ProgressMessage(
    Status status,
    @Nullable HaltReason reason,
    @Nullable Halt halt,
    String detail,
    Spent spent,
    Body.@Nullable Summary summary,
    int facts,
    int cycles,
    List<String> proposals,
    List<String> roles,
    @Nullable Instant deadline,
    Instant at) {

  /// After a change of status.
  ///
  /// @param counts after all events up to this one
  public static ProgressMessage of(Event event, Body.RunStatus body, RunCounts counts) {
    String detail = body.detail();
    return new ProgressMessage(
        body.status(),
        body.reason(),
        body.halt(),
        detail == null ? "" : detail,
        body.spent(),
        body.summary(),
        counts.facts(),
        counts.cycles(),
        counts.proposals(),
        counts.roles(),
        counts.deadline(),
        event.at());
  }

  /// From a state.
  public static ProgressMessage of(RunState state, Instant now) {
    List<Pending> open =
        state.status().isFinal()
            ? List.of()
            : state.pending().stream().filter(p -> p.decision().isEmpty()).toList();
    return new ProgressMessage(
        state.status(),
        state.reason().orElse(null),
        state.halt().orElse(null),
        state.detail().orElse(""),
        state.spent(),
        state.summary().orElse(null),
        state.context().size(),
        state.spent().cycles() - (state.inCycle() ? 1 : 0),
        open.stream().map(Pending::proposalId).toList(),
        open.stream().map(Pending::role).distinct().toList(),
        open.stream()
            .flatMap(p -> Optional.ofNullable(p.expiresAt()).stream())
            .min(Instant::compareTo)
            .orElse(null),
        now);
  }

  /// The reason's word; empty unless it was halted.
  public String reasonWord() {
    return reason == null ? "" : EnumWord.of(reason);
  }

  /// Why it ended, if it was halted or failed.
  public Optional<HaltInfo> haltInfo() {
    return switch (status) {
      case HALTED, FAILED -> {
        String word = status == Status.FAILED ? "failed" : reasonWord();
        yield Optional.of(
            HaltInfo.newBuilder()
                .setTruthId(halt instanceof Halt.Invariants(var ids) ? ids.getFirst() : "")
                .setReason(detail.isEmpty() ? word : word + ": " + detail)
                .setCanRestart(canRestart())
                .build());
      }
      case PENDING, RUNNING, WAITING, PAUSED, CONVERGED, CANCELLED -> Optional.empty();
    };
  }

  /// Whether the same job can end differently: not if the flow alone led to this end.
  private boolean canRestart() {
    if (reason == HaltReason.INVARIANT || reason == HaltReason.CONFLICT) {
      return summary == null || !summary.reproducible();
    }
    return true;
  }

  /// What it waits for, if it is waiting or paused.
  public Optional<WaitingInfo> waiting() {
    return switch (status) {
      case WAITING -> {
        WaitingInfo.Builder info =
            WaitingInfo.newBuilder().addAllWaitingFor(proposals).addAllActorIds(roles);
        if (deadline != null) {
          Duration left = Duration.between(at, deadline);
          info.setTimeoutNs(left.isNegative() ? 0 : left.toNanos());
        }
        yield Optional.of(info.build());
      }
      case PAUSED -> Optional.of(WaitingInfo.newBuilder().addWaitingFor("resume").build());
      case PENDING, RUNNING, CONVERGED, HALTED, CANCELLED, FAILED -> Optional.empty();
    };
  }

  /// The result, if it converged.
  public Optional<ConvergedInfo> converged() {
    if (status != Status.CONVERGED) {
      return Optional.empty();
    }
    return Optional.of(
        ConvergedInfo.newBuilder()
            .setDurationMs(spent.running().toMillis())
            .setTotalFacts(facts)
            .setTotalCycles(spent.cycles())
            .build());
  }

  /// The digest of the result; empty until it is final.
  public String resultHash() {
    return summary == null ? "" : summary.resultHash();
  }

  /// Whether the same seeds give the same digest; false until it is final.
  public boolean reproducible() {
    return summary != null && summary.reproducible();
  }
}
