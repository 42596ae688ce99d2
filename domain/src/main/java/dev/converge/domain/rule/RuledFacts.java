package dev.converge.domain.rule;

import dev.converge.core.Fact;
import dev.converge.core.agent.AgentSpec;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which facts are still to be looked at by an agent that makes a proposal for each fact of a key,
/// and what its proposals cite.
public final class RuledFacts {
  private RuledFacts() {}

  /// The facts for which it has made no proposal yet.
  public static List<Fact> open(AgentCall call, AgentSpec.Output output) {
    Set<String> done = new TreeSet<>();
    for (Fact earlier : call.context().facts(output.key())) {
      if (earlier.agent().equals(call.spec().id())) {
        done.addAll(earlier.cites());
      }
    }
    List<Fact> open = new ArrayList<>();
    for (Fact fact : call.context().facts(output.forEach())) {
      if (!done.contains(fact.id())) {
        open.add(fact);
      }
    }
    return open;
  }

  /// The fact that was looked at; without one, all facts that the agent reads. Other facts that the
  /// contract requires are taken from those that this fact rests on, or else from all facts
  /// present.
  public static List<String> cites(AgentCall call, AgentSpec.Output output, @Nullable Fact fact) {
    Set<String> ids = new LinkedHashSet<>();
    if (fact != null) {
      ids.add(fact.id());
    } else {
      Set<String> keys = new LinkedHashSet<>(call.spec().eligibility().allOf());
      keys.addAll(call.spec().eligibility().anyOf());
      keys.forEach(key -> call.context().facts(key).forEach(one -> ids.add(one.id())));
    }
    for (AgentSpec.Cites demanded : output.cites()) {
      List<Fact> there = call.context().facts(demanded.key());
      boolean enough =
          there.stream().filter(one -> ids.contains(one.id())).count() >= demanded.min();
      if (!enough) {
        List<String> near = there.stream().map(Fact::id).toList();
        List<String> rests =
            fact == null ? near : near.stream().filter(fact.cites()::contains).toList();
        ids.addAll(rests.size() >= demanded.min() ? rests : near);
      }
    }
    return List.copyOf(ids);
  }
}
