package dev.converge.runtime.models;

import dev.converge.core.Program;
import dev.converge.core.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The models that a server knows, and how it would choose among them now. Thread-safe.
public interface KnownModels {
  /// The providers, by name.
  List<Provider> providers();

  /// The search of the web for models that do not search themselves; empty if there is none.
  Optional<String> search();

  /// Which model each agent of a flow would get live, with nothing known but the flow.
  List<Choice> choices(Program program);

  /// A provider of models. It holds names of variables, never what is in them.
  ///
  /// @param local whether it runs on one's own machines
  /// @param missing what has to be set first, or `null` if it is set up
  record Provider(String name, boolean local, @Nullable String missing) {}

  /// Which model an agent would get.
  ///
  /// @param model provider and name, or `null` if none can be asked
  /// @param unmet what the agent asks for and the model does not have
  /// @param missing what to set, or `null` if there is a model
  /// @param considered each model that was looked at: what a call costs at most, or what speaks
  ///   against it
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
