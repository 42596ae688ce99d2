package dev.converge.testkit;

import dev.converge.core.Input;
import dev.converge.core.Observation;
import dev.converge.core.Request;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Spent;
import dev.converge.core.status.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What can go wrong around a run: answers in any order, twice, late or never, crashes, clocks that
/// jump, pauses; and, where the outcome may change, people and clients that do as they like.
final class Disturbance {
  private static final int MOST_DISTURBED_STEPS = 120;
  private static final int MOST_REPEATED = 20;
  private static final int MOST_EPOCHS = 4;

  private final Flow flow;
  private final Choices choices;
  private final CoreRun run;

  Disturbance(Flow flow, Choices choices) {
    this.flow = flow;
    this.choices = choices;
    this.run = new CoreRun(flow);
  }

  /// A run in which nothing happens that may change its outcome.
  CoreRun harmless() {
    run.start();
    for (int i = 0; i < MOST_DISTURBED_STEPS && !run.state().status().isFinal(); i++) {
      harmlessStep();
    }
    return run.finish();
  }

  /// A run in which anything happens.
  CoreRun wild() {
    if (choices.oneIn(10)) {
      run.take(wildInput());
    }
    if (!run.state().status().isFinal()) {
      run.start();
    }
    for (int i = 0; i < MOST_DISTURBED_STEPS && !run.state().status().isFinal(); i++) {
      if (choices.oneIn(4)) {
        run.take(wildInput());
      } else if (choices.oneIn(6)) {
        send();
      } else {
        harmlessStep();
      }
    }
    return run.finish();
  }

  /// A run in which anything happens, and which is continued whenever it halts and can be.
  CoreRun continued() {
    wild();
    for (int i = 0; i < MOST_EPOCHS && run.state().status() == Status.HALTED; i++) {
      if (!run.goOn(larger(), observations())) {
        break;
      }
      for (int k = 0; k < MOST_DISTURBED_STEPS && !run.state().status().isFinal(); k++) {
        if (choices.oneIn(5)) {
          run.take(wildInput());
        } else if (choices.oneIn(6)) {
          send();
        } else {
          harmlessStep();
        }
      }
      run.finish();
    }
    return run;
  }

  /// What was used and a little more, so that it may end the run again.
  private Budget larger() {
    Spent spent = run.state().spent();
    return new Budget(
        spent.cycles() + choices.between(0, 8),
        spent.facts() + choices.between(0, 20),
        spent.running().plus(Duration.ofSeconds(choices.between(1, 600))),
        spent.tokens() + choices.between(0, 400),
        spent.costMicros() + choices.between(0, 400));
  }

  private List<Observation> observations() {
    List<Observation> observations = new ArrayList<>();
    for (int i = choices.below(3); i > 0; i--) {
      observations.add(
          new Observation(
              choices.pick(List.of("K0", "K1", "K2")),
              null,
              choices.pick(List.of("alpha", "beta", "seen")),
              null));
    }
    return observations;
  }

  private void harmlessStep() {
    switch (choices.below(10)) {
      case 0, 1, 2 -> answerAny();
      case 3 -> again();
      case 4 -> run.crash();
      case 5 -> jump();
      case 6 -> pauseOrResume();
      case 7 -> run.take(new Input.TimeReached(run.now()));
      case 8 -> late();
      default -> undisturbed();
    }
  }

  private void undisturbed() {
    if (run.state().status() == Status.PAUSED) {
      run.take(new Input.Resumed("ann", run.now()));
    } else {
      run.proceed();
    }
  }

  /// Answers whoever is asked, in any order.
  private void answerAny() {
    List<Request.AskAgent> asks = asks();
    if (asks.isEmpty()) {
      undisturbed();
    } else {
      run.take(flow.answer(choices.pick(asks), run.state().context(), run.now()));
    }
  }

  /// An agent sends a request to its model, perhaps once more because the answer was lost.
  private void send() {
    List<Request.AskAgent> asks = asks().stream().filter(ask -> ask.quote() != null).toList();
    if (asks.isEmpty()) {
      undisturbed();
    } else {
      Request.AskAgent ask = choices.pick(asks);
      run.take(
          new Input.Sent(
              ask.agent(),
              ask.cycle(),
              ask.attempt(),
              SimAgents.lost(Objects.requireNonNull(ask.quote())),
              run.now()));
    }
  }

  private List<Request.AskAgent> asks() {
    List<Request.AskAgent> asks = new ArrayList<>();
    for (Request request : run.outstanding()) {
      if (request instanceof Request.AskAgent ask) {
        asks.add(ask);
      }
    }
    return asks;
  }

  /// Sends an input once more that is of no use a second time.
  private void again() {
    List<Input> past = run.past();
    int back = choices.below(Math.min(MOST_REPEATED, past.size()));
    Input input = past.get(past.size() - 1 - back);
    switch (input) {
      case Input.Started _,
          Input.Quoted _,
          Input.Answered _,
          Input.Failed _,
          Input.Decided _,
          Input.TimeReached _,
          Input.ProviderBack _ ->
          run.take(input);
      case Input.Sent _,
          Input.Observed _,
          Input.Paused _,
          Input.Resumed _,
          Input.Cancelled _,
          Input.BudgetChanged _,
          Input.Continued _,
          Input.Returned _,
          Input.OutOfRoom _,
          Input.Broken _ -> {}
    }
  }

  private void jump() {
    run.pass(Duration.ofMillis(choices.below(240_000) - 120_000L));
  }

  private void pauseOrResume() {
    if (run.state().status() == Status.PAUSED) {
      run.take(new Input.Resumed("ann", run.now()));
    } else {
      run.take(new Input.Paused("ann", null, run.now()));
    }
  }

  /// An answer to an attempt, a cycle or an agent that nobody asks for.
  private void late() {
    String agent = choices.pick(List.copyOf(flow.behaviours().keySet()));
    int cycle = run.state().cycle() - choices.below(2);
    int attempt = choices.below(4);
    boolean wanted =
        asks().stream()
            .anyMatch(a -> a.agent().equals(agent) && a.cycle() == cycle && a.attempt() == attempt);
    if (!wanted && run.state().status() != Status.PAUSED) {
      Request.AskAgent ask =
          new Request.AskAgent(agent, cycle, attempt + 3, null, List.of(), List.of(), 0);
      run.take(flow.answer(ask, run.state().context(), run.now()));
    }
  }

  private Input wildInput() {
    if (choices.oneIn(8)) {
      run.pass(Duration.ofMillis(choices.below(400_000)));
    }
    return choices.oneIn(8)
        ? Visitor.returned(choices, run.state(), run.now())
        : Visitor.input(choices, run.state(), run.now());
  }
}
