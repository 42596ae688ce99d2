package dev.converge.testkit;

import dev.converge.core.Body;
import dev.converge.core.Event;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Calls that had been answered when a process died: nobody may be asked again.
final class AnsweredCalls {
  private final SortedMap<String, Integer> times = new TreeMap<>();

  void forget() {
    times.clear();
  }

  /// Notes who has answered by now, and how often they were asked.
  void note(List<Event> events, SimAgents agents) {
    for (Event event : events) {
      String name =
          switch (event.body()) {
            case Body.AgentCompleted body ->
                SimAgents.name(event.cycle(), String.valueOf(event.agent()), body.attempt());
            case Body.AgentFailed body ->
                SimAgents.name(event.cycle(), String.valueOf(event.agent()), body.attempt());
            default -> "";
          };
      if (!name.isEmpty()) {
        times.putIfAbsent(name, agents.asked().getOrDefault(name, 0));
      }
    }
  }

  void requireNotAskedAgain(SimAgents agents) {
    times.forEach((name, before) -> {
      int now = agents.asked().getOrDefault(name, 0);
      Laws.require(now == before, () -> name + " had answered, but was asked again");
    });
  }
}
