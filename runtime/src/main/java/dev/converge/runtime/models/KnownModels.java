package dev.converge.runtime.models;

import dev.converge.core.Program;
import dev.converge.core.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The models that a server knows, and how it would currently choose among them. Thread-safe.
public interface KnownModels {
  /// The providers, by name.
  List<Provider> providers();

  /// The web search for models that do not search themselves; empty if there is none.
  Optional<String> search();

  /// The live model that each agent of a flow would get, based only on the flow.
  List<Choice> choices(Program program);

  /// A provider of models. It contains names of variables, never their values.
  ///
  /// @param local whether it runs on the operator's own machines
  /// @param missing what has to be set first, or `null` if it is configured
  record Provider(String name, boolean local, @Nullable String missing) {}

  /// The model that an agent would get.
  ///
  /// @param model provider and name, or `null` if there is none
  /// @param unmet requirements of the agent that the model does not meet
  /// @param missing what to set, or `null` if there is a model
  /// @param considered each model that was considered: the maximum cost of a call, or why it was
  ///   not chosen
  record Choice(
      String agent,
      @Nullable String model,
      List<String> unmet,
      @Nullable String missing,
      List<Json.Obj> considered) {
    /// Copies the lists.
    public Choice {
      unmet = List.copyOf(unmet);
      considered = List.copyOf(considered);
    }
  }
}
