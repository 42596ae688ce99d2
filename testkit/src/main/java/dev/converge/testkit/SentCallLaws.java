package dev.converge.testkit;

import dev.converge.core.Body;
import dev.converge.core.Context;
import dev.converge.core.Event;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.event.Sealed;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.replay.Replay;
import dev.converge.engine.replay.Replayer;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What must be true of requests to models, whatever became of the run.
final class SentCallLaws {
  /// Agents of which none is installed: a replay answers all of them from the record.
  private static final Agents NOBODY =
      new Agents() {
        @Override
        public Agent agent(Program program, AgentSpec spec, Mode mode) {
          throw new ConvergeException(ErrorCode.INVALID, "nobody");
        }

        @Override
        public Choice choose(
            Program program, Request.ChooseModels request, Context context, Mode mode) {
          return new Choice(new TreeMap<>(), new TreeMap<>());
        }

        @Override
        public SortedMap<String, String> versions(Program program) {
          return new TreeMap<>();
        }
      };

  private SentCallLaws() {}

  /// What was sent is booked.
  ///
  /// @param sent how often, by `cycle/agent/attempt`
  static void booked(List<Event> events, Map<String, Integer> sent) {
    TreeMap<String, Integer> calls = new TreeMap<>();
    for (Event event : events) {
      if (event.body() instanceof Body.ModelCalled called) {
        String name =
            SimAgents.name(event.cycle(), String.valueOf(event.agent()), called.attempt());
        calls.merge(name, 1, Integer::sum);
      }
    }
    sent.forEach((name, times) ->
        Laws.require(
            calls.getOrDefault(name, 0) >= times,
            () -> name + " sent " + times + " requests, booked are " + calls.get(name)));
  }

  /// The record says the same once more, answered from itself alone.
  static void replays(Flow flow, String runId, List<Sealed> lines) {
    Replay replay = new Replayer(flow.program(), runId, lines, NOBODY).run();
    Laws.require(replay.identical(), () -> String.valueOf(replay.difference()));
  }
}
