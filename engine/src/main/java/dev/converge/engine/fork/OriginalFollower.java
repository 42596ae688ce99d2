package dev.converge.engine.fork;

import dev.converge.core.Body;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.Step;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.fork.ForkChanges;
import dev.converge.engine.replay.Recording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Follows the original as long as the same thing happens to the fork: the same inputs lead to the
/// same events, apart from times and costs. Only as far as this holds does the fork take over
/// people's decisions, observations, failures and elapsed time. After the first difference, the
/// fork continues on its own. Used once.
final class OriginalFollower {
  /// An input that was taken over.
  ///
  /// @param up when the run was loaded just before, or `null`
  private record Taken(Input input, @Nullable Instant up) {}

  private final Program program;
  private final Recording recording;
  private final Reuse reuse;
  private final ForkChanges changes;
  private final long at;
  private final boolean sameProgram;
  private final List<Taken> taken = new ArrayList<>();
  private RunState state;

  /// @param program the fork's program
  /// @param changes the fork's changes
  /// @param at sequence of the original's last event before the changes apply; 0 for the start
  /// @param sameProgram whether the original ran the same template
  OriginalFollower(
      Program program,
      Recording recording,
      Reuse reuse,
      ForkChanges changes,
      long at,
      boolean sameProgram) {
    this.program = program;
    this.recording = recording;
    this.reuse = reuse;
    this.changes = changes;
    this.at = at;
    this.sameProgram = sameProgram;
    this.state = Core.initial(program);
  }

  /// Follows the original as far as possible.
  ///
  /// @param started the fork's own start
  /// @return number of the fork's events that follow those of the original
  long follow(Input.Started started) {
    Input begins = started.delayed(Duration.between(started.at(), begin()));
    Step begun = Core.step(program, state, begins);
    taken.add(new Taken(begins, null));
    int index = same(0, begun.events()) ? begun.events().size() : -1;
    state = begun.next();
    long shared = Math.max(index, 0);
    while (index >= 0 && index < recording.size()) {
      index = step(index);
      shared = Math.max(index, shared);
    }
    return shared;
  }

  private Instant begin() {
    return recording.event(0).at();
  }

  /// Follows one more step.
  ///
  /// @return the index after its events; negative if it is not the same step
  private int step(int index) {
    Optional<Input> input = input(index);
    if (input.isEmpty()) {
      return -1;
    }
    Instant up =
        recording
            .used(index)
            .map(used -> used.at().minus(used.running().minus(state.spent().running())))
            .orElse(null);
    Step step;
    try {
      step = Core.step(program, up == null ? state : state.takenUp(up), input.get());
    } catch (RuntimeException _) {
      // The record of another version can request things that this program does not know.
      return -1;
    }
    int end = index + step.events().size();
    if (end == index || changed(index, end) || !same(index, step.events())) {
      return -1;
    }
    taken.add(new Taken(input.get(), up));
    state = step.next();
    return end;
  }

  /// Whether the changes apply in a step. Models and modes affect only who is asked next, so a step
  /// that started earlier is followed to its end: agents that answered in it are not asked again. A
  /// budget affects everything that follows its event.
  private boolean changed(int index, int end) {
    return at > 0 && !changes.none() && (changes.budget() ? end > at : !before(index));
  }

  /// Whether the changes do not apply yet at an index.
  private boolean before(int index) {
    return index < at;
  }

  /// The original's input as it happens to the fork; empty if it does not.
  private Optional<Input> input(int index) {
    Input recorded = recording.input(index, choosing());
    return switch (recorded) {
      case Input.Answered in -> answered(index, in.agent(), in);
      case Input.Failed in -> answered(index, in.agent(), in);
      case Input.Sent in -> sent(index, in);
      case Input.Quoted in -> before(index) || !changes.choosesModels() ? Optional.of(in) : none();
      case Input.Decided _,
          Input.Returned _,
          Input.Observed _,
          Input.TimeReached _,
          Input.ProviderBack _ ->
          Optional.of(recorded);
      // What was done to the original as a whole says nothing about another run.
      case Input.Paused _,
          Input.Resumed _,
          Input.Cancelled _,
          Input.BudgetChanged _,
          Input.Continued _,
          Input.OutOfRoom _,
          Input.Broken _ ->
          before(index) || changes.none() ? Optional.of(recorded) : none();
      case Input.Started _ -> none();
    };
  }

  private static Optional<Input> none() {
    return Optional.empty();
  }

  private Request.@Nullable ChooseModels choosing() {
    for (Request request : Core.outstanding(program, state)) {
      if (request instanceof Request.ChooseModels choose) {
        return choose;
      }
    }
    return null;
  }

  private Optional<Input> answered(int index, String agent, Input recorded) {
    int last = Math.max(index, RecordedAnswers.last(recording, index));
    long sequence = recording.event(last).sequence();
    Input input = RecordedAnswer.takenOver(recorded, sequence);
    return before(last) || usable(agent, input, sequence) ? Optional.of(input) : none();
  }

  private Optional<Input> sent(int index, Input.Sent recorded) {
    List<ModelCall> call = List.of(recorded.call());
    Input asIfFailed =
        new Input.Failed(
            recorded.agent(),
            recorded.cycle(),
            recorded.attempt(),
            FailureKind.UNAVAILABLE,
            "",
            null,
            call,
            recorded.at());
    boolean usable = sameProgram && usable(recorded.agent(), asIfFailed, 0);
    return before(index) || usable ? Optional.of(RecordedAnswer.takenOver(recorded, 0)) : none();
  }

  private boolean usable(String agent, Input input, long sequence) {
    Optional<AgentSpec> spec = program.agent(agent);
    if (spec.isEmpty()) {
      return false;
    }
    if (sameProgram) {
      RecordedAnswer answer = new RecordedAnswer(input, recording.version(agent).orElse(""), null);
      return reuse.allows(program, spec.get(), answer, mode());
    }
    return Core.outstanding(program, state).stream()
        .filter(request -> request instanceof Request.AskAgent ask && ask.agent().equals(agent))
        .map(
            request -> reuse.find(RecordedAnswers.call(program, (Request.AskAgent) request, state)))
        .anyMatch(found -> found.isPresent() && found.get().sequence() == sequence);
  }

  private Mode mode() {
    return state.started().orElseThrow().mode();
  }

  private boolean same(int index, List<Event> events) {
    if (index + events.size() > recording.size()) {
      return false;
    }
    for (int i = 0; i < events.size(); i++) {
      if (!same(recording.event(index + i), events.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Event then, Event now) {
    return then.body().type() == now.body().type()
        && then.cycle() == now.cycle()
        && String.valueOf(then.agent()).equals(String.valueOf(now.agent()))
        && same(then.body(), now.body());
  }

  /// Whether two bodies of one type say the same, apart from what a fork counts and names
  /// differently.
  private static boolean same(Body then, Body now) {
    if (then instanceof Body.RunStatus a && now instanceof Body.RunStatus b) {
      return a.status() == b.status() && a.reason() == b.reason();
    }
    if (then instanceof Body.ModelCalled a && now instanceof Body.ModelCalled b) {
      return a.attempt() == b.attempt() && same(a.call(), b.call());
    }
    if (then instanceof Body.ModelSent a && now instanceof Body.ModelSent b) {
      return a.attempt() == b.attempt() && same(a.call(), b.call());
    }
    if (then instanceof Body.AgentCompleted a && now instanceof Body.AgentCompleted b) {
      return a.attempt() == b.attempt() && a.proposals() == b.proposals();
    }
    if (then instanceof Body.AgentFailed a && now instanceof Body.AgentFailed b) {
      return a.attempt() == b.attempt()
          && a.kind() == b.kind()
          && (a.retryAt() == null) == (b.retryAt() == null);
    }
    if (then instanceof Body.CycleCompleted a && now instanceof Body.CycleCompleted b) {
      return a.newFacts() == b.newFacts();
    }
    return now instanceof Body.RunStarted || now instanceof Body.BudgetChanged || then.equals(now);
  }

  private static boolean same(ModelCall then, ModelCall now) {
    return then.requestHash().equals(now.requestHash()) && then.outcome() == now.outcome();
  }

  /// The followed events, as if the last one had just happened.
  ///
  /// @param started the fork's own start
  Beginning begin(Input.Started started, Instant now) {
    Duration shift = Duration.between(state.at(), now);
    RunState next = Core.initial(program);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < taken.size(); i++) {
      Taken each = taken.get(i);
      Input input =
          i == 0
              ? started.delayed(Duration.between(started.at(), begin()).plus(shift))
              : each.input().delayed(shift);
      RunState from = each.up() == null ? next : next.takenUp(each.up().plus(shift));
      Step step = Core.step(program, from, input);
      events.addAll(step.events());
      next = step.next();
    }
    return new Beginning(events, next);
  }
}
