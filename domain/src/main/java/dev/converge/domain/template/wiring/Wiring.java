package dev.converge.domain.template.wiring;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.json.Json;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.SemVer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The models, tools and settings that a template's flow runs with.
///
/// @param spec name of the spec's file
/// @param outputs keys whose facts are the answer, in order
/// @param report how results are laid out in reports
/// @param policy settings that agents and hosts read
/// @param metadata not interpreted
public record Wiring(
    String name,
    SemVer version,
    String description,
    String spec,
    Budget budget,
    List<WiredAgent> agents,
    List<Output> outputs,
    ReportLayout report,
    Json.Obj policy,
    Json.Obj metadata) {
  /// Copies the agents.
  public Wiring {
    agents = List.copyOf(agents);
    outputs = List.copyOf(outputs);
  }

  /// A key whose facts are the answer.
  public record Output(Place place, String key) {}

  /// The entry of an agent; empty if the wiring has none.
  public Optional<WiredAgent> agent(String id) {
    return agents.stream().filter(agent -> agent.id().equals(id)).findFirst();
  }

  /// The settings of one agent.
  ///
  /// @param maxAttempts empty to use the default of the kind of agent
  /// @param giveUpAfter how long an outage of its provider may last
  public record WiredAgent(
      Place place,
      String id,
      Json.Obj requirements,
      Duration deadline,
      OptionalInt maxAttempts,
      Duration giveUpAfter) {
    /// The settings of an agent without an entry.
    ///
    /// @param model whether the agent uses a model
    public static WiredAgent unsaid(Place place, String id, boolean model) {
      return new WiredAgent(
          place,
          id,
          model ? Requirements.UNSAID : Requirements.DETERMINISTIC,
          AgentSpec.DEFAULT_DEADLINE,
          OptionalInt.empty(),
          AgentSpec.DEFAULT_GIVE_UP_AFTER);
    }

    /// Whether the agent needs no model.
    public boolean deterministic() {
      return requirements.equals(Requirements.DETERMINISTIC);
    }
  }
}
