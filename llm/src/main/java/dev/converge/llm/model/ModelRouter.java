package dev.converge.llm.model;

import dev.converge.core.budget.Money;
import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Chooses a model for a request: of those that meet the agent's requirements and are set up here
/// the one whose call can cost least; at equal cost the better, then the faster, then by name. The
/// same catalogue, environment and request give the same choice.
public final class ModelRouter {
  /// Models that stand in for the chosen one at most.
  static final int MOST_SUBSTITUTES = 2;

  /// Models that a choice explains at most.
  static final int MOST_EXPLAINED = 16;

  private final ModelCatalogue catalogue;
  private final Function<String, Optional<String>> environment;

  /// Chooses from a catalogue.
  ///
  /// @param environment looks up an environment variable, where keys are
  public ModelRouter(ModelCatalogue catalogue, Function<String, Optional<String>> environment) {
    this.catalogue = catalogue;
    this.environment = environment;
  }

  /// A model that meets the requirements, with what its call can use at most.
  public record Candidate(ModelEntry model, long tokens, long costMicros) {}

  /// What was chosen and why.
  ///
  /// @param candidates the chosen one first, then those that can stand in for it
  /// @param why every model that was considered, with what speaks against it
  public record Choice(List<Candidate> candidates, Json why) {
    /// Copies the list.
    public Choice {
      candidates = List.copyOf(candidates);
    }

    /// What would have to be different, where nothing was chosen.
    public String missing() {
      List<String> parts = new ArrayList<>();
      if (why instanceof Json.Obj object) {
        for (Json.Obj each : JsonMembers.objects(object, "considered")) {
          parts.add(
              JsonMembers.textOrEmpty(each, "model")
                  + ": "
                  + JsonMembers.textOrEmpty(each, "against"));
        }
      }
      return parts.isEmpty()
          ? "no models are known (expected: a catalogue)"
          : "no model meets the requirements: " + String.join("; ", parts);
    }
  }

  /// Chooses the models for a request, the best first.
  ///
  /// @param restricted whether only local models are allowed
  public Choice choose(ModelRequest request, Json.Obj requirements, boolean restricted) {
    List<Candidate> meeting = new ArrayList<>();
    List<Json.Obj> considered = new ArrayList<>();
    for (ModelEntry model : catalogue.models()) {
      Candidate candidate = candidate(model, request);
      Optional<String> against = against(candidate, request, requirements, restricted);
      if (against.isEmpty()) {
        meeting.add(candidate);
      } else {
        considered.add(
            Json.object().put("model", model.name()).put("against", against.get()).build());
      }
    }
    meeting.sort(
        Comparator.comparingLong(Candidate::costMicros)
            .thenComparingDouble(c -> -c.model().quality())
            .thenComparingLong(c -> c.model().latencyMs())
            .thenComparing(c -> c.model().name()));
    List<Json.Obj> all = new ArrayList<>();
    for (Candidate candidate : meeting) {
      all.add(
          Json.object()
              .put("model", candidate.model().name())
              .put("cost_usd_at_most", Money.usd(candidate.costMicros()))
              .put("quality", candidate.model().quality())
              .build());
    }
    all.addAll(considered);
    Json why =
        Json.object()
            .put("considered", Json.array(all.subList(0, Math.min(all.size(), MOST_EXPLAINED))))
            .put("rule", "cheapest that meets the requirements")
            .put("catalogue", catalogue.asOf())
            .build();
    int kept = Math.min(meeting.size(), 1 + MOST_SUBSTITUTES);
    return new Choice(meeting.subList(0, kept), why);
  }

  static Candidate candidate(ModelEntry model, ModelRequest request) {
    long input = bound(request);
    long output = model.outputBound(request);
    return new Candidate(model, input + output, model.cost(input, output));
  }

  /// The most tokens that a request can be, with notes that may be added when it is asked again.
  /// The schema counts twice: it is sent in words and, where the provider takes it, as schema.
  public static long bound(ModelRequest request) {
    return TokenEstimate.bound(request.system() + request.user())
        + TokenEstimate.bound(request.contract().canonical())
        + PromptInput.MAX_NOTE_BYTES * 2L;
  }

  private Optional<String> against(
      Candidate candidate, ModelRequest request, Json.Obj needs, boolean restricted) {
    ModelEntry model = candidate.model();
    ProviderEntry provider = catalogue.provider(model);
    Optional<String> only = JsonMembers.text(needs, "provider");
    if (only.isPresent() && !only.get().equals(model.provider())) {
      return Optional.of("provider (expected: " + only.get() + ")");
    }
    Optional<String> named = JsonMembers.text(needs, "model");
    if (named.isPresent() && !named.get().equals(model.model())) {
      return Optional.of("model (expected: " + named.get() + ")");
    }
    if (restricted && !provider.local()) {
      return Optional.of("remote, and the matter is restricted (expected: a local model)");
    }
    return unfit(model, request, needs).or(() -> provider.missing(environment));
  }

  private static Optional<String> unfit(ModelEntry model, ModelRequest request, Json.Obj needs) {
    if (JsonMembers.flag(needs, "requires_web_search") && !model.webSearch()) {
      return Optional.of("no web search");
    }
    if (JsonMembers.flag(needs, "requires_reasoning") && !model.reasoning()) {
      return Optional.of("no reasoning");
    }
    double quality = JsonMembers.number(needs, "min_quality").orElse(0.0);
    if (model.quality() < quality) {
      return Optional.of("quality " + model.quality() + " (expected: at least " + quality + ")");
    }
    long latency = JsonMembers.number(needs, "max_latency_ms").orElse(1e12).longValue();
    if (model.latencyMs() > latency) {
      return Optional.of(
          "latency " + model.latencyMs() + " ms (expected: at most " + latency + ")");
    }
    String most = JsonMembers.text(needs, "cost_class").orElse("very_high");
    if (ModelEntry.CLASSES.indexOf(model.costClass()) > ModelEntry.CLASSES.indexOf(most)) {
      return Optional.of("cost " + model.costClass() + " (expected: at most " + most + ")");
    }
    if (request.maxOutputTokens() > model.maxOutput()) {
      return Optional.of(
          "answers of at most "
              + model.maxOutput()
              + " tokens (expected: "
              + request.maxOutputTokens()
              + ")");
    }
    long needed =
        TokenEstimate.estimate(request.system() + request.user()) * 3 / 2
            + model.outputBound(request);
    if (needed > model.context()) {
      return Optional.of("context " + model.context() + " (expected: about " + needed + ")");
    }
    return Optional.empty();
  }
}
