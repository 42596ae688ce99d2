package dev.converge.temporal;

import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.ContinueAsNewOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Drives a run as a workflow: takes turns, has agents asked, waits for times and for inputs. It
/// knows only what the last turn said about the run; everything else is in the journal.
/// Deterministic: a change of what it asks Temporal for breaks the histories of runs in progress,
/// see docs/temporal.md.
public final class DrivenRun implements RunWorkflow {
  /// Number of turns after which the workflow continues with a new history.
  static final int MOST_TURNS = 1_000;

  /// Number of workers that can be lost during one call before it counts as failed.
  static final int MOST_LOST = 3;

  /// Additional time of an agent call after its agent's deadline, to store the answer.
  static final Duration STORING = Duration.ofMinutes(1);

  /// Timeout of an attempt to take a turn.
  static final Duration TURN = Duration.ofSeconds(30);

  /// Pauses between two checks whether a provider is back: the first, which doubles, and the
  /// longest.
  static final Duration FIRST_PROBE = Duration.ofSeconds(2);

  static final Duration LONGEST_PROBE = Duration.ofSeconds(30);

  private record Item(String input, String id, CompletablePromise<String> outcome) {}

  private final TurnActivity turns =
      Workflow.newLocalActivityStub(
          TurnActivity.class,
          LocalActivityOptions.newBuilder()
              .setStartToCloseTimeout(TURN)
              .setRetryOptions(
                  RetryOptions.newBuilder()
                      .setInitialInterval(Duration.ofMillis(250))
                      .setMaximumInterval(Duration.ofSeconds(10))
                      .build())
              .build());

  private final ArrayDeque<Item> inbox = new ArrayDeque<>();
  private final Set<AskOrder> underWay = new LinkedHashSet<>();
  private final Map<AskOrder, Integer> lost = new LinkedHashMap<>();
  private @Nullable CancellationScope wake;
  private long wakeAt;
  private Duration probe = FIRST_PROBE;
  private boolean probing;
  private boolean stirred;
  private int taken;
  private long since;
  private String status = "";
  private long takenUpMillis;

  /// Creates workflows for Temporal.
  public DrivenRun() {}

  @Override
  public String input(String input) {
    // A failed task is repeated, and may then process the input in another turn.
    String id = Workflow.getCurrentUpdateInfo().orElseThrow().getUpdateId();
    Item item = new Item(input, id, Workflow.newPromise());
    inbox.add(item);
    return item.outcome().get();
  }

  @Override
  public void drive(RunOrder order) {
    since = order.since();
    if (order.reopens()) {
      Workflow.await(LONGEST_PROBE, () -> !inbox.isEmpty());
    }
    TurnResult now = turn(order, null);
    while (!now.over() || !inbox.isEmpty()) {
      if (now.over()) {
        now = turn(order, inbox.remove());
        continue;
      }
      if (taken >= MOST_TURNS && underWay.isEmpty() && inbox.isEmpty()) {
        goOnAsNew(order);
      }
      work(order, now);
      Workflow.await(() -> stirred || !inbox.isEmpty());
      stirred = false;
      now = turn(order, inbox.poll());
    }
    endWait();
    Workflow.await(() -> Workflow.isEveryHandlerFinished());
  }

  private void goOnAsNew(RunOrder order) {
    endWait();
    Workflow.await(() -> Workflow.isEveryHandlerFinished());
    if (inbox.isEmpty()) {
      Workflow.continueAsNew(ContinueAsNewOptions.newBuilder().build(), order.at(since));
    }
  }

  /// Takes a turn, with an input or without one.
  private TurnResult turn(RunOrder order, @Nullable Item item) {
    taken++;
    List<AskOrder> given = new ArrayList<>();
    lost.forEach((ask, times) -> {
      if (times >= MOST_LOST) {
        given.add(ask);
      }
    });
    boolean probes = probing;
    probing = false;
    TurnResult now =
        turns.turn(
            new TurnOrder(
                order.runId(),
                since,
                Workflow.randomUUID().toString(),
                Workflow.currentTimeMillis(),
                item == null ? null : item.input(),
                item == null ? null : item.id(),
                given,
                probes,
                takenUpMillis));
    since = Math.max(since, now.sequence());
    given.forEach(lost::remove);
    if (item != null) {
      item.outcome().complete(now.outcome());
    }
    if (order.attributes() && !now.status().equals(status)) {
      Workflow.upsertTypedSearchAttributes(RunNames.STATUS.valueSet(now.status()));
    }
    status = now.status();
    return now;
  }

  /// Starts what is outstanding and not in progress. A call that is no longer wanted finds that out
  /// by itself. Cancelling it could interfere with an answer that is just arriving.
  private void work(RunOrder order, TurnResult now) {
    for (AskOrder ask : now.asks()) {
      if (underWay.add(ask)) {
        ask(order, ask);
      }
    }
    if (!now.awaits()) {
      probe = FIRST_PROBE;
    }
    wakeUpAt(now);
  }

  private void ask(RunOrder order, AskOrder ask) {
    AgentActivity agents =
        Workflow.newActivityStub(
            AgentActivity.class,
            ActivityOptions.newBuilder()
                .setStartToCloseTimeout(Duration.ofMillis(ask.deadlineMillis()).plus(STORING))
                .setHeartbeatTimeout(Duration.ofMillis(order.heartbeatMillis()))
                // The core decides whether an agent is asked again.
                .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
                .setSummary(ask.id())
                .build());
    Async.function(agents::ask, ask.takenUp(takenUpMillis))
        .handle((stored, failure) -> {
          came(ask, stored, failure);
          return stored;
        });
  }

  /// A call ended: its answer is stored, or its worker was lost.
  private void came(AskOrder ask, @Nullable Long stored, @Nullable RuntimeException failure) {
    underWay.remove(ask);
    if (failure != null) {
      lost.merge(ask, 1, Integer::sum);
      takenUpMillis = Workflow.currentTimeMillis();
    } else if (stored != null) {
      lost.remove(ask);
      since = Math.max(since, stored);
    }
    stirred = true;
  }

  private void wakeUpAt(TurnResult now) {
    long at = now.wakeAtMillis();
    if (now.awaits()) {
      long look = Workflow.currentTimeMillis() + probe.toMillis();
      at = at == 0 ? look : Math.min(at, look);
    }
    if (wake != null) {
      if (at == wakeAt && !now.awaits()) {
        return;
      }
      wake.cancel();
      wake = null;
    }
    wakeAt = at;
    if (at == 0) {
      return;
    }
    boolean probes = now.awaits();
    Duration pause = Duration.ofMillis(Math.max(1, at - Workflow.currentTimeMillis()));
    CancellationScope scope =
        Workflow.newCancellationScope(() ->
            Workflow.newTimer(pause)
                .handle((_, failure) -> {
                  if (failure == null) {
                    rang(probes);
                  } else if (!(failure instanceof CanceledFailure)) {
                    throw failure;
                  }
                  return failure;
                }));
    wake = scope;
    scope.run();
  }

  private void rang(boolean probes) {
    wake = null;
    stirred = true;
    if (probes) {
      probing = true;
      Duration doubled = probe.multipliedBy(2);
      probe = doubled.compareTo(LONGEST_PROBE) < 0 ? doubled : LONGEST_PROBE;
    }
  }

  private void endWait() {
    if (wake != null) {
      wake.cancel();
      wake = null;
    }
  }
}
