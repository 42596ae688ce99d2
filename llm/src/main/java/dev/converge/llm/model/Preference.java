package dev.converge.llm.model;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.Optional;

/// What an agent can require of its model, the most important first: of two models, the router
/// chooses the one that meets the earlier preference.
enum Preference {
  /// The facts fit its context window.
  WINDOW(""),
  /// It can give answers as long as the contract allows.
  ANSWER(""),
  /// It is from this provider.
  PROVIDER("provider"),
  /// It is this model.
  MODEL("model"),
  /// It searches the web, or the web is searched for it.
  WEB_SEARCH("requires_web_search"),
  /// It reasons before it answers.
  REASONING("requires_reasoning"),
  /// It is at least this good.
  QUALITY("min_quality"),
  /// It costs at most this.
  COST("cost_class"),
  /// It takes at most this long.
  LATENCY("max_latency_ms");

  private static final double NEVER = 1e12;

  private final String member;

  Preference(String member) {
    this.member = member;
  }

  /// Its name in the wiring; empty if the wiring has none.
  String member() {
    return member;
  }

  /// A preference that a model does not meet.
  ///
  /// @param what the preference
  /// @param by how much; comparable among models
  /// @param text for people
  record Unmet(Preference what, double by, String text) {}

  /// How a model falls short of this, if it does.
  ///
  /// @param needs the requirements in the wiring
  /// @param draft the request for the model
  Optional<Unmet> unmet(ModelEntry model, Json.Obj needs, Drafts.Draft draft) {
    return switch (this) {
      case WINDOW -> window(model, draft);
      case ANSWER -> answer(model, draft.request());
      case PROVIDER -> only(needs, model.provider());
      case MODEL -> only(needs, model.model());
      case WEB_SEARCH ->
          draft.request().web() == WebAccess.MISSING ? of(1, "no web search") : Optional.empty();
      case REASONING ->
          OptionalMembers.flag(needs, member) && !model.reasoning()
              ? of(1, "no reasoning")
              : Optional.empty();
      case QUALITY -> quality(model, OptionalMembers.number(needs, member).orElse(0.0));
      case COST -> cost(model, OptionalMembers.text(needs, member).orElse("very_high"));
      case LATENCY ->
          latency(model, OptionalMembers.number(needs, member).orElse(NEVER).longValue());
    };
  }

  private Optional<Unmet> of(double by, String text) {
    return Optional.of(new Unmet(this, by, text));
  }

  private Optional<Unmet> window(ModelEntry model, Drafts.Draft draft) {
    return draft.leftOut() == 0
        ? Optional.empty()
        : of(
            draft.leftOut(),
            "a window of "
                + model.context()
                + " tokens, so the oldest and furthest facts are left out ("
                + draft.leftOut()
                + ")");
  }

  private Optional<Unmet> answer(ModelEntry model, ModelRequest request) {
    long most = Math.min(model.maxOutput(), model.context() / 2);
    long wanted = request.maxOutputTokens();
    return wanted <= most
        ? Optional.empty()
        : of(
            (double) (wanted - most),
            "answers of at most " + most + " tokens (expected: " + wanted + ")");
  }

  private Optional<Unmet> only(Json.Obj needs, String has) {
    return OptionalMembers.text(needs, member)
        .filter(only -> !only.equals(has))
        .flatMap(only -> of(1, member + " (expected: " + only + ")"));
  }

  private Optional<Unmet> quality(ModelEntry model, double least) {
    return model.quality() >= least
        ? Optional.empty()
        : of(
            least - model.quality(),
            "quality " + model.quality() + " (expected: at least " + least + ")");
  }

  private Optional<Unmet> cost(ModelEntry model, String most) {
    int over =
        ModelEntry.CLASSES.indexOf(model.costClass())
            - Math.max(0, ModelEntry.CLASSES.indexOf(most));
    return over <= 0
        ? Optional.empty()
        : of(over, "cost " + model.costClass() + " (expected: at most " + most + ")");
  }

  private Optional<Unmet> latency(ModelEntry model, long most) {
    return model.latencyMs() <= most
        ? Optional.empty()
        : of(
            (double) (model.latencyMs() - most),
            "latency " + model.latencyMs() + " ms (expected: at most " + most + ")");
  }
}
