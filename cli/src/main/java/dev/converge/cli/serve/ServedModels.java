package dev.converge.cli.serve;

import dev.converge.core.Program;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.llm.ModelAgents;
import dev.converge.llm.model.ModelChoice;
import dev.converge.runtime.models.KnownModels;
import java.util.List;
import java.util.Optional;

/// The models of a server for its API.
record ServedModels(ModelAgents agents) implements KnownModels {
  @Override
  public List<Provider> providers() {
    return agents.providers().stream()
        .map(one -> new Provider(one.name(), one.local(), one.missing()))
        .toList();
  }

  @Override
  public Optional<String> search() {
    return agents.searchName();
  }

  @Override
  public List<Choice> choices(Program program) {
    return agents.explain(program).stream().map(ServedModels::choice).toList();
  }

  private static Choice choice(ModelChoice choice) {
    return new Choice(
        choice.agent(),
        choice.model(),
        choice.unmet(),
        choice.model() == null ? choice.missing() : null,
        choice.why() instanceof Json.Obj why
            ? OptionalMembers.objects(why, "considered")
            : List.of());
  }
}
