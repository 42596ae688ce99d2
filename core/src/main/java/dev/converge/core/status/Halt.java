package dev.converge.core.status;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.json.Json;
import dev.converge.core.json.Members;
import dev.converge.core.text.EnumWord;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What halted a run, as data for programs. The detail of the status says the same for people.
public sealed interface Halt {
  /// The reason that it belongs to.
  default HaltReason reason() {
    return switch (this) {
      case Invariants _ -> HaltReason.INVARIANT;
      case Limit _ -> HaltReason.BUDGET;
      case Conflict _ -> HaltReason.CONFLICT;
      case FailedAgents _ -> HaltReason.AGENT;
      case RejectedProposal _ -> HaltReason.REJECTED;
      case ProviderAway _ -> HaltReason.PROVIDER_UNAVAILABLE;
    };
  }

  /// Invariants that are violated.
  ///
  /// @param ids of the invariants, at least one
  record Invariants(List<String> ids) implements Halt {
    /// Copies the list.
    public Invariants {
      ids = List.copyOf(ids);
    }
  }

  /// A limit that is used up, or that the next step would exceed: a limit of the budget or of the
  /// server.
  ///
  /// @param which the limit
  /// @param max its value, in the limit's unit
  /// @param used what the run has used, in the limit's unit
  /// @param needed amount that was needed next and refused, or `null`
  record Limit(Which which, long max, long used, @Nullable Long needed) implements Halt {
    /// The limits of a budget and their units, as events name them.
    public enum Which {
      /// Cycles.
      MAX_CYCLES,
      /// Facts.
      MAX_FACTS,
      /// Running time, in milliseconds.
      MAX_DURATION_MS,
      /// Tokens.
      MAX_TOKENS,
      /// Cost, in millionths of a US dollar.
      MAX_COST_MICROS,
      /// Bytes that the job has stored, which the server limits and not the budget.
      MAX_STORED_BYTES
    }
  }

  /// Two agents gave different content for the same id.
  ///
  /// @param agent the second
  /// @param factId the id
  record Conflict(String agent, String factId) implements Halt {}

  /// Agents that are not optional and failed.
  ///
  /// @param agents how each failed, by id
  record FailedAgents(SortedMap<String, FailureKind> agents) implements Halt {}

  /// A person rejected a proposal that the program requires.
  ///
  /// @param proposalId of the proposal
  record RejectedProposal(String proposalId) implements Halt {}

  /// A provider is unavailable, and the run is not allowed to wait for it.
  ///
  /// @param agent that needs the provider
  /// @param provider its name, or the agent's id if the agent is not answered by a model
  record ProviderAway(String agent, String provider) implements Halt {}

  /// The JSON form in events and responses.
  default Json.Obj json() {
    Json.Builder out = Json.object();
    switch (this) {
      case Invariants(var ids) -> out.put("invariants", ids);
      case Limit(var which, var max, var used, var needed) -> {
        out.put("limit", EnumWord.of(which)).put("max", (double) max);
        out.put("used", (double) used);
        if (needed != null) {
          out.put("needed", (double) needed);
        }
      }
      case Conflict(var agent, var factId) -> out.put("agent", agent).put("fact_id", factId);
      case FailedAgents(var agents) -> {
        Json.Builder kinds = Json.object();
        agents.forEach((agent, kind) -> kinds.put(agent, EnumWord.of(kind)));
        out.put("agents", kinds.build());
      }
      case RejectedProposal(var id) -> out.put("proposal_id", id);
      case ProviderAway(var agent, var provider) ->
          out.put("agent", agent).put("provider", provider);
    }
    return out.build();
  }

  /// Reads what [#json] wrote.
  ///
  /// @throws IllegalArgumentException if a member is missing
  static Halt read(HaltReason reason, Json.Obj json) {
    Members in = new Members("halt", json);
    return switch (reason) {
      case INVARIANT -> new Invariants(in.strings("invariants"));
      case BUDGET ->
          new Limit(
              in.word("limit", Limit.Which.class),
              in.number("max"),
              in.number("used"),
              in.has("needed") ? (Long) in.number("needed") : null);
      case CONFLICT -> new Conflict(in.text("agent"), in.text("fact_id"));
      case AGENT -> new FailedAgents(in.words("agents", FailureKind.class));
      case REJECTED -> new RejectedProposal(in.text("proposal_id"));
      case PROVIDER_UNAVAILABLE -> new ProviderAway(in.text("agent"), in.text("provider"));
    };
  }
}
