package dev.converge.llm.model;

import dev.converge.core.budget.Money;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/// Chooses a model for an agent. Among the configured models that meet all mandatory requirements,
/// it chooses the one that best meets the agent's preferences, see [Preference]. Ties are broken by
/// the lowest maximum cost of the call, then by quality, latency and name. The same catalogue,
/// environment and request always give the same choice.
public final class ModelRouter {
  /// Maximum number of models that can replace the chosen one.
  static final int MOST_SUBSTITUTES = 2;

  /// Maximum number of models that the explanation of a choice lists.
  static final int MOST_EXPLAINED = 16;

  private final ModelCatalogue catalogue;
  private final Function<String, Optional<String>> environment;

  /// Chooses from a catalogue.
  ///
  /// @param environment looks up environment variables, which contain the API keys
  public ModelRouter(ModelCatalogue catalogue, Function<String, Optional<String>> environment) {
    this.catalogue = catalogue;
    this.environment = environment;
  }

  /// A model that can be asked.
  ///
  /// @param draft the request to send
  /// @param bound the maximum usage of the call
  /// @param shortfalls the requirements that it does not meet
  public record Candidate(
      ModelEntry model,
      Drafts.Draft draft,
      ModelEntry.Bound bound,
      Map<Preference, Preference.Unmet> shortfalls) {

    /// The requirements that it does not meet, for messages.
    public List<String> unmet() {
      return shortfalls.values().stream().map(Preference.Unmet::text).toList();
    }

    private double by(Preference preference) {
      Preference.Unmet unmet = shortfalls.get(preference);
      return unmet == null ? 0 : unmet.by();
    }
  }

  /// The chosen models, with an explanation.
  ///
  /// @param candidates the chosen model, followed by its substitutes
  /// @param why every model that was considered, with the arguments against it
  /// @param missing what would have to change, if no model was chosen
  /// @param hindered each model that cannot be used, with the reason and a possible fix
  public record Choice(List<Candidate> candidates, Json why, String missing, Json hindered) {
    /// Copies the list.
    public Choice {
      candidates = List.copyOf(candidates);
    }
  }

  /// Why a model cannot be asked.
  ///
  /// @param lacks what is missing
  /// @param fix how to fix it
  private record Hindrance(String model, String lacks, String fix) {
    Json.Obj explained() {
      return Json.object().put("model", model).put("against", lacks).build();
    }

    Json.Obj candidate() {
      return Json.object().put("model", model).put("lacks", lacks).put("fix", fix).build();
    }
  }

  private static final Comparator<Candidate> BEST_FIRST = bestFirst();

  private static Comparator<Candidate> bestFirst() {
    Comparator<Candidate> order = (_, _) -> 0;
    for (Preference preference : Preference.values()) {
      order = order.thenComparingDouble(c -> c.by(preference));
    }
    return order
        .thenComparingLong(c -> c.bound().costMicros())
        .thenComparingDouble(c -> -c.model().quality())
        .thenComparingLong(c -> c.model().latencyMs())
        .thenComparing(c -> c.model().name());
  }

  /// Chooses the models for a request, the best first.
  ///
  /// @param restricted whether only local models are allowed
  public Choice choose(Drafts drafts, boolean restricted) {
    List<Candidate> meeting = new ArrayList<>();
    List<Hindrance> against = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    TreeSet<String> variables = new TreeSet<>();
    for (ModelEntry model : catalogue.models()) {
      Optional<Drafts.Draft> draft = drafts.fitting(model);
      Optional<Hindrance> hindrance =
          draft.isEmpty()
              ? Optional.of(tooSmall(model))
              : hindrance(model, draft.get(), drafts.needs(), restricted);
      ProviderEntry provider = catalogue.provider(model);
      Optional<String> unset = provider.missing(environment);
      if (hindrance.isEmpty() && unset.isEmpty()) {
        meeting.add(candidate(model, draft.orElseThrow(), drafts.needs()));
        continue;
      }
      if (hindrance.isEmpty()) {
        variables.add(provider.variable());
      } else {
        reasons.add(model.name() + ": " + hindrance.get().lacks());
      }
      against.add(
          hindrance.orElseGet(() ->
              new Hindrance(
                  model.name(),
                  unset.orElseThrow(),
                  "set "
                      + provider.variable()
                      + " in the server's environment, and start it again")));
    }
    meeting.sort(BEST_FIRST);
    List<Json.Obj> considered = new ArrayList<>();
    meeting.forEach(candidate -> considered.add(explained(candidate)));
    against.forEach(one -> considered.add(one.explained()));
    Json why =
        Json.object()
            .put(
                "considered",
                Json.array(considered.subList(0, Math.min(considered.size(), MOST_EXPLAINED))))
            .put("rule", "meets most of what is preferred, then the cheapest")
            .put("catalogue", catalogue.asOf())
            .build();
    Json hindered =
        Json.array(against.stream().limit(MOST_EXPLAINED).map(Hindrance::candidate).toList());
    return new Choice(kept(meeting), why, missing(variables, reasons), hindered);
  }

  private static Hindrance tooSmall(ModelEntry model) {
    return new Hindrance(
        model.name(),
        "a window of " + model.context() + " tokens, too small for the request",
        "give the agent less to read, or shorten the seeds");
  }

  /// The best model and its substitutes, which meet every requirement that it meets.
  private static List<Candidate> kept(List<Candidate> meeting) {
    List<Candidate> kept = new ArrayList<>();
    for (Candidate candidate : meeting) {
      if (kept.isEmpty()
          || kept.getFirst().shortfalls().keySet().containsAll(candidate.shortfalls().keySet())) {
        kept.add(candidate);
      }
      if (kept.size() > MOST_SUBSTITUTES) {
        break;
      }
    }
    return kept;
  }

  private static Json.Obj explained(Candidate candidate) {
    Json.Builder out =
        Json.object()
            .put("model", candidate.model().name())
            .put("cost_usd_at_most", Money.usd(candidate.bound().costMicros()))
            .put("quality", candidate.model().quality());
    return (candidate.unmet().isEmpty() ? out : out.put("unmet", candidate.unmet())).build();
  }

  private static Candidate candidate(ModelEntry model, Drafts.Draft draft, Json.Obj needs) {
    Map<Preference, Preference.Unmet> shortfalls = new EnumMap<>(Preference.class);
    for (Preference preference : Preference.values()) {
      preference.unmet(model, needs, draft).ifPresent(unmet -> shortfalls.put(preference, unmet));
    }
    return new Candidate(model, draft, draft.most(model, 0), shortfalls);
  }

  /// Why a model cannot be asked even if its provider is configured.
  private Optional<Hindrance> hindrance(
      ModelEntry model, Drafts.Draft draft, Json.Obj needs, boolean restricted) {
    if (restricted && !catalogue.provider(model).local()) {
      return Optional.of(
          new Hindrance(
              model.name(),
              "remote, and the matter is restricted (expected: a local model)",
              "set up a provider on your own machines"));
    }
    for (Json name : OptionalMembers.list(needs, "must")) {
      for (Preference preference : Preference.values()) {
        if (Json.of(preference.member()).equals(name)) {
          Optional<Preference.Unmet> unmet = preference.unmet(model, needs, draft);
          if (unmet.isPresent()) {
            return unmet.map(one ->
                new Hindrance(
                    model.name(),
                    one.text(),
                    "take " + preference.member() + " out of what the agent must have"));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static String missing(TreeSet<String> variables, List<String> reasons) {
    if (variables.isEmpty() && reasons.isEmpty()) {
      return "no models are known (expected: a catalogue)";
    }
    String set =
        variables.isEmpty()
            ? ""
            : " (expected: " + String.join(" or ", variables) + " in the server's environment)";
    return "no model can be asked"
        + set
        + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons));
  }
}
