package dev.converge.runtime.models;

import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.json.Json;
import java.util.List;
import java.util.Optional;

/// A provider that is not set up, so no agent has a model.
public final class SampleModels implements KnownModels {
  @Override
  public List<Provider> providers() {
    return List.of(new Provider("acme", false, "ACME_KEY is not set"));
  }

  @Override
  public Optional<String> search() {
    return Optional.of("acme search");
  }

  @Override
  public List<Choice> choices(Program program) {
    return program.agents().stream()
        .map(AgentSpec::id)
        .map(id ->
            new Choice(
                id,
                null,
                List.of(),
                "set ACME_KEY",
                List.of(
                    Json.object()
                        .put("model", "acme/one")
                        .put("against", "ACME_KEY is not set")
                        .build())))
        .toList();
  }
}
