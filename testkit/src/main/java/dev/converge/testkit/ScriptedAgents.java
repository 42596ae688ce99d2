package dev.converge.testkit;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.budget.Quote;
import dev.converge.core.json.Digest;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/// Answers for the agents of [ScriptedPrograms], deterministically, and keeps who was asked what.
/// Thread-safe.
public final class ScriptedAgents implements Agents, AutoCloseable {
  /// Most tokens that a call of a scripted model uses; it uses half.
  public static final long MAX_TOKENS = 100;

  /// Most that a call of a scripted model costs, in millionths of a US dollar; it costs half.
  public static final long MAX_COST_MICROS = 1_000;

  private static final int MAX_ASKED = 1_000_000;

  /// One time that an agent was asked.
  public record Ask(String runId, String agent, int cycle, int attempt) {}

  /// How an agent takes its time.
  public interface Pause {
    /// Returns once the time is over.
    ///
    /// @throws InterruptedException if interrupted
    void take(Duration time) throws InterruptedException;
  }

  private final Pause pause;
  private final List<Ask> asked = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// Agents that really take the time that their script says.
  public ScriptedAgents() {
    this(Thread::sleep);
  }

  /// Agents whose time a test holds in its hands.
  public ScriptedAgents(Pause pause) {
    this.pause = pause;
  }

  /// Who was asked, in order.
  public List<Ask> asked() {
    synchronized (asked) {
      return List.copyOf(asked);
    }
  }

  /// Who was asked in a run, in order.
  public List<Ask> asked(String runId) {
    return asked().stream().filter(a -> a.runId().equals(runId)).toList();
  }

  @Override
  public Agent agent(Program program, AgentSpec spec, Mode mode) {
    ScriptedPrograms.Script script = ScriptedPrograms.Script.of(spec);
    return new Agent() {
      @Override
      public String version() {
        return "1";
      }

      @Override
      public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
        note(call);
        return answer(script, call);
      }
    };
  }

  private void note(AgentCall call) {
    synchronized (asked) {
      if (asked.size() >= MAX_ASKED) {
        throw new IllegalStateException("asked: more than " + MAX_ASKED + " times");
      }
      asked.add(
          new Ask(
              call.runId(), call.spec().id(), call.request().cycle(), call.request().attempt()));
    }
  }

  private Answer answer(ScriptedPrograms.Script script, AgentCall call)
      throws AgentFailure, InterruptedException {
    hang(script.hang());
    if (script.pauseMillis() > 0) {
      pause.take(Duration.ofMillis(script.pauseMillis()));
    }
    List<ModelCall> calls =
        call.spec().kind() == AgentSpec.Kind.LLM ? List.of(modelCall(call)) : List.of();
    if (call.request().attempt() <= script.failures() && script.kindOfFailure().isPresent()) {
      throw new AgentFailure(script.kindOfFailure().get(), "fails as its script says", null, calls);
    }
    AgentSpec.Output output = call.spec().outputs().getFirst();
    Fact last = call.context().facts().getLast();
    List<Proposal> proposals = new ArrayList<>();
    for (int i = 1; i <= script.facts(); i++) {
      proposals.add(
          Proposal.of(
              output.key(),
              "Number " + i + " of " + call.spec().id() + " after " + last.id() + ".",
              List.of(last.id()),
              Provenance.rule("1")));
    }
    return new Answer(proposals, calls, Duration.ZERO);
  }

  private void hang(String how) throws InterruptedException {
    switch (how) {
      case "interruptible" -> closed.await();
      case "stubborn" -> awaitStubbornly();
      default -> {}
    }
  }

  private void awaitStubbornly() {
    while (closed.getCount() > 0) {
      try {
        closed.await();
      } catch (InterruptedException _) {
        // What a stubborn agent does.
      }
    }
  }

  private static ModelCall modelCall(AgentCall call) {
    String request = call.spec().id() + " " + call.context().size();
    return new ModelCall(
        "scripted",
        "scripted-1",
        ModelOutcome.ANSWERED,
        Digest.of(request),
        request,
        "as its script says",
        MAX_TOKENS / 4,
        MAX_TOKENS / 4,
        MAX_COST_MICROS / 2,
        false,
        Duration.ZERO,
        null);
  }

  @Override
  public Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode) {
    TreeMap<String, Quote> quotes = new TreeMap<>();
    for (String agent : request.agents()) {
      quotes.put(agent, new Quote("scripted", "scripted-1", MAX_TOKENS, MAX_COST_MICROS, null));
    }
    return new Choice(quotes, new TreeMap<>());
  }

  @Override
  public SortedMap<String, String> versions(Program program) {
    TreeMap<String, String> versions = new TreeMap<>();
    versions.put("scripted", "1");
    return versions;
  }

  /// Lets go whoever hangs.
  @Override
  public void close() {
    closed.countDown();
  }
}
