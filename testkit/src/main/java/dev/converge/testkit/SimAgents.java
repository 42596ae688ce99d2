package dev.converge.testkit;

import dev.converge.core.Context;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.budget.Quote;
import dev.converge.core.proposal.Answer;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.agent.CallScope;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Agents and models of a [Flow] in a [SimWorld]: they take their time, and now and then for ever.
final class SimAgents implements Agents {
  private static final int MOST_THINKING_MILLIS = 800;

  private final SimWorld world;
  private final Flow flow;
  private final Choices choices;
  private final boolean hang;
  private final SortedMap<String, Integer> asked = new TreeMap<>();
  private final SortedMap<String, Integer> sent = new TreeMap<>();

  /// @param hang whether an agent may never answer
  SimAgents(SimWorld world, Flow flow, Choices choices, boolean hang) {
    this.world = world;
    this.flow = flow;
    this.choices = choices;
    this.hang = hang;
  }

  /// How often each attempt sent a request to a model in earnest, by `cycle/agent/attempt`.
  SortedMap<String, Integer> sent() {
    return sent;
  }

  /// Counts from nothing again: another run begins.
  void forget() {
    asked.clear();
    sent.clear();
  }

  /// How often each attempt was asked for, by `cycle/agent/attempt`.
  SortedMap<String, Integer> asked() {
    return asked;
  }

  static String name(int cycle, String agent, int attempt) {
    return cycle + "/" + agent + "/" + attempt;
  }

  @Override
  public Agent agent(Program program, AgentSpec spec, Mode mode) {
    return agent(() -> {});
  }

  private Agent agent(Runnable asks) {
    return new Agent() {
      @Override
      public String version() {
        return "1";
      }

      @Override
      public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
        asks.run();
        return answer(call);
      }
    };
  }

  /// The same agents as one server asks them.
  ///
  /// @param asks is told each time
  Agents askedBy(Runnable asks) {
    return new Agents() {
      @Override
      public Agent agent(Program program, AgentSpec spec, Mode mode) {
        return SimAgents.this.agent(asks);
      }

      @Override
      public Choice choose(
          Program program, Request.ChooseModels request, Context context, Mode mode) {
        return SimAgents.this.choose(program, request, context, mode);
      }

      @Override
      public SortedMap<String, String> versions(Program program) {
        return SimAgents.this.versions(program);
      }
    };
  }

  private Answer answer(AgentCall call) throws AgentFailure, InterruptedException {
    Request.AskAgent ask = call.request();
    asked.merge(name(ask.cycle(), ask.agent(), ask.attempt()), 1, Integer::sum);
    Input input = flow.answer(ask, call.context(), world.now());
    if (CallScope.SENDING.isBound() && !calls(input).isEmpty()) {
      send(ask);
    }
    if (hang && choices.oneIn(12)) {
      hang(choices.oneIn(2));
    }
    if (choices.oneIn(2)) {
      world.sleep(Duration.ofMillis(choices.below(MOST_THINKING_MILLIS)));
    }
    return OutcomeOf.answer(input);
  }

  private static List<ModelCall> calls(Input input) {
    return switch (input) {
      case Input.Answered answered -> answered.answer().calls();
      case Input.Failed failed -> failed.calls();
      default -> List.of();
    };
  }

  /// Sends a request to a model, which costs money from then on.
  private void send(Request.AskAgent ask) throws InterruptedException {
    ModelCall lost = lost(Objects.requireNonNull(ask.quote()));
    CompletableFuture<Boolean> sending = CallScope.SENDING.get().sending(lost);
    while (!sending.isDone()) {
      world.sleep(Duration.ofMillis(1));
    }
    if (sending.isCompletedExceptionally() || !sending.join()) {
      throw new InterruptedException("not wanted any more");
    }
    sent.merge(name(ask.cycle(), ask.agent(), ask.attempt()), 1, Integer::sum);
  }

  /// What is booked for a request of a [Flow] whose answer nobody sees.
  static ModelCall lost(Quote quote) {
    return new ModelCall(
        quote.provider(),
        quote.model(),
        ModelOutcome.LOST,
        Flow.REQUEST_HASH,
        Flow.REQUEST,
        null,
        quote.maxTokens(),
        0,
        quote.maxCostMicros(),
        true,
        Duration.ZERO,
        null);
  }

  private void hang(boolean stubborn) throws InterruptedException {
    try {
      world.sleep(Duration.ofDays(1));
    } catch (InterruptedException e) {
      if (!stubborn) {
        throw e;
      }
      world.sleep(Duration.ofDays(1));
    }
  }

  @Override
  public Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode) {
    Input.Quoted quoted = flow.quoted(request, world.now());
    return new Choice(quoted.quotes(), quoted.missing());
  }

  @Override
  public SortedMap<String, String> versions(Program program) {
    return new TreeMap<>();
  }
}
