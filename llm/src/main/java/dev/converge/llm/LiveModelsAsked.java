package dev.converge.llm;

import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.Quote;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.Confidentiality;
import dev.converge.llm.model.CitedPage;
import dev.converge.llm.model.Drafts;
import dev.converge.llm.model.ModelAgent;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.ModelRouter;
import dev.converge.llm.model.PricedModel;
import dev.converge.llm.model.SearchRound;
import dev.converge.llm.model.WebSearch;
import dev.converge.llm.provider.LiveModels;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Whom a live agent asks: the quoted model first, then those that can stand in for it within what
/// was reserved. Thread-safe.
final class LiveModelsAsked implements ModelAgent.Asked {
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final ModelCatalogue catalogue;
  private final ModelRouter router;
  private final LiveModels live;
  private final @Nullable WebSearch search;
  private final InstantSource clock;

  LiveModelsAsked(
      ModelCatalogue catalogue,
      ModelRouter router,
      LiveModels live,
      @Nullable WebSearch search,
      InstantSource clock) {
    this.catalogue = catalogue;
    this.router = router;
    this.live = live;
    this.search = search;
    this.clock = clock;
  }

  @Override
  public List<ModelAgent.Addressed> models(AgentCall call, Consumer<ModelCall> calls)
      throws InterruptedException {
    Quote quote = call.request().quote();
    Optional<ModelEntry> quoted =
        quote == null ? Optional.empty() : catalogue.model(quote.provider(), quote.model());
    if (quote == null) {
      return List.of();
    }
    Drafts drafts = Drafts.of(call, search(call));
    List<String> unmet = new ArrayList<>(quote.unmet());
    if (quoted.isPresent() && drafts.wantsSearch()) {
      drafts = searched(call, drafts, quoted.get(), calls, unmet);
    }
    ModelRouter.Choice choice =
        router.choose(drafts, Confidentiality.restricted(call.program(), call.context()));
    List<ModelAgent.Addressed> models = new ArrayList<>();
    List<CitedPage> pages = drafts.pages();
    if (quoted.isPresent()) {
      drafts
          .fitting(quoted.get())
          .flatMap(draft -> addressed(quoted.get(), draft, pages, unmet))
          .ifPresent(models::add);
    }
    for (ModelRouter.Candidate candidate : choice.candidates()) {
      if (!candidate.model().equals(quoted.orElse(null)) && fits(candidate.bound(), quote)) {
        addressed(candidate.model(), candidate.draft(), pages, candidate.unmet())
            .ifPresent(models::add);
      }
    }
    return models;
  }

  /// With what a search found, where the model does not search itself. If the search cannot be
  /// reached, the agent is asked without it, and that is told.
  private Drafts searched(
      AgentCall call,
      Drafts drafts,
      ModelEntry entry,
      Consumer<ModelCall> calls,
      List<String> unmet)
      throws InterruptedException {
    Optional<PricedModel> model = live.model(entry);
    Optional<Drafts.Draft> draft = drafts.fitting(entry);
    WebSearch with = search(call);
    if (with == null || model.isEmpty() || draft.isEmpty()) {
      return drafts;
    }
    SearchRound round =
        new SearchRound(
            with.name(),
            with.costMicros(),
            request -> {
              ModelAnswer answer = model.get().ask(request, left(call));
              return answer instanceof ModelAnswer.Unavailable away
                      && away.cause() == ModelAnswer.Cause.NOT_CALLED
                  ? Optional.empty()
                  : Optional.of(
                      new SearchRound.Answered(model.get().call(request, answer), answer));
            },
            (query, _) -> Optional.of(with.search(query, SearchRound.patience(left(call)))),
            calls);
    SearchRound.Found found = round.run(draft.get().request());
    if (found.problem().isPresent()) {
      unmet.add("no web search: " + found.problem().get());
      return Drafts.of(call, null);
    }
    return drafts.with(found.pages());
  }

  /// The time that an agent has left, at least a moment.
  private Duration left(AgentCall call) {
    Duration left = Duration.between(clock.instant(), call.deadline());
    return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
  }

  private Optional<ModelAgent.Addressed> addressed(
      ModelEntry model, Drafts.Draft draft, List<CitedPage> pages, List<String> unmet) {
    return live.model(model)
        .map(ready -> new ModelAgent.Addressed(ready, draft.request(), pages, unmet));
  }

  private static boolean fits(ModelEntry.Bound bound, Quote quote) {
    return bound.tokens() <= quote.maxTokens() && bound.costMicros() <= quote.maxCostMicros();
  }

  private @Nullable WebSearch search(AgentCall call) {
    return ModelAgents.allowed(search, call.program(), call.context());
  }
}
