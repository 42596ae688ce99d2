package dev.converge.llm;

import dev.converge.core.Context;
import dev.converge.core.Core;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Unchosen;
import dev.converge.core.proposal.Provenance;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.agent.ComputingAgent;
import dev.converge.engine.agent.Confidentiality;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.llm.model.Drafts;
import dev.converge.llm.model.Model;
import dev.converge.llm.model.ModelAgent;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.model.ModelChoice;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.ModelRequest;
import dev.converge.llm.model.ModelRouter;
import dev.converge.llm.model.PricedModel;
import dev.converge.llm.model.Prices;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.model.PromptWriter;
import dev.converge.llm.model.ProviderEntry;
import dev.converge.llm.model.ProviderStatus;
import dev.converge.llm.model.TokenEstimate;
import dev.converge.llm.model.TokenUsage;
import dev.converge.llm.model.WebSearch;
import dev.converge.llm.provider.LiveModels;
import dev.converge.llm.reasoner.OfflineReasoner;
import dev.converge.llm.recording.Recordings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The agents that are answered by models: offline by the reasoner, live by the models of the
/// catalogue, or from recordings. Thread-safe.
public final class ModelAgents implements Agents {
  private final Function<String, Optional<String>> environment;
  private final ModelRouter router;
  private final LiveModels live;
  private final @Nullable WebSearch search;
  private final ModelCatalogue catalogue;
  private final Agent offline;
  private final Agent asking;
  private final Agent recorded;
  private final PreparedRequests prepared = new PreparedRequests();
  private final PricedModel reasoner =
      free(OfflineReasoner.PROVIDER, OfflineReasoner.NAME, new OfflineReasoner());

  /// Only the reasoner: no provider is set up and nothing is recorded.
  ///
  /// @param clock for durations and deadlines
  public ModelAgents(InstantSource clock) {
    this(clock, ModelCatalogue.none(), _ -> Optional.empty(), Recordings.none(), _ -> {});
  }

  /// @param clock for durations and deadlines
  /// @param catalogue the models that are known
  /// @param environment where keys are looked up, by name
  /// @param recordings from which runs in mode `recorded` are answered
  /// @param recorder is told of every live call
  public ModelAgents(
      InstantSource clock,
      ModelCatalogue catalogue,
      Function<String, Optional<String>> environment,
      Recordings recordings,
      Consumer<ModelCall> recorder) {
    this(clock, clock, catalogue, environment, recordings, recorder);
  }

  /// The same, without a search of the web but the models' own.
  ///
  /// @param clock for durations and deadlines
  /// @param wall the time of day, for points in time that providers name
  /// @param catalogue the models that are known
  /// @param environment where keys are looked up, by name
  /// @param recordings from which runs in mode `recorded` are answered
  /// @param recorder is told of every live call
  public ModelAgents(
      InstantSource clock,
      InstantSource wall,
      ModelCatalogue catalogue,
      Function<String, Optional<String>> environment,
      Recordings recordings,
      Consumer<ModelCall> recorder) {
    this(clock, wall, catalogue, environment, recordings, recorder, Optional.empty());
  }

  /// The same, with a search of the web for models that do not search themselves.
  ///
  /// @param clock for durations and deadlines
  /// @param wall the time of day, for points in time that providers name
  /// @param catalogue the models that are known
  /// @param environment where keys are looked up, by name
  /// @param recordings from which runs in mode `recorded` are answered
  /// @param recorder is told of every live call
  /// @param search of the web, or of what stands in for it
  public ModelAgents(
      InstantSource clock,
      InstantSource wall,
      ModelCatalogue catalogue,
      Function<String, Optional<String>> environment,
      Recordings recordings,
      Consumer<ModelCall> recorder,
      Optional<WebSearch> search) {
    this.search = search.orElse(null);
    Function<String, Optional<String>> set =
        name -> environment.apply(name).filter(value -> !value.isBlank());
    this.environment = set;
    this.router = new ModelRouter(catalogue, set);
    this.live = new LiveModels(catalogue, set, clock, wall);
    this.catalogue = catalogue;
    offline =
        new ComputingAgent(
            new ModelAgent(
                OfflineReasoner.VERSION,
                Provenance.Origin.OFFLINE,
                (call, _) -> List.of(new ModelAgent.Addressed(reasoner, request(call))),
                clock,
                _ -> {}));
    asking =
        new ModelAgent(
            version(),
            Provenance.Origin.LIVE,
            new LiveModelsAsked(catalogue, router, live, this.search, clock),
            clock,
            recorder);
    recorded =
        new ComputingAgent(
            new ModelAgent(
                version(), Provenance.Origin.LIVE, new RecordedAsked(recordings), clock, _ -> {}));
  }

  /// What the reasoner is asked: as it was written when it was chosen, if nothing came in between.
  private ModelRequest request(AgentCall call) {
    ModelRequest known = prepared.take(call);
    return known != null ? known : Drafts.of(call, null).wholeRequest();
  }

  /// Of the wording of prompts: what makes two answers to the same facts comparable.
  private static String version() {
    return String.valueOf(ModelRequest.WORDING);
  }

  static PricedModel free(String provider, String name, Model model) {
    ModelEntry entry =
        new ModelEntry(
            provider,
            name,
            Prices.FREE,
            1,
            Long.MAX_VALUE,
            PromptWriter.MOST_OUTPUT_TOKENS,
            false,
            false,
            true,
            0,
            null);
    return new PricedModel(entry, model);
  }

  @Override
  public Agent agent(Program program, AgentSpec spec, Mode mode) {
    if (spec.kind() != AgentSpec.Kind.LLM) {
      throw new ConvergeException(
          ErrorCode.INVALID, "agent " + spec.id() + ": " + spec.kind() + " (expected: LLM)");
    }
    return switch (mode) {
      case OFFLINE -> offline;
      case LIVE -> asking;
      case RECORDED -> recorded;
    };
  }

  @Override
  public Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode) {
    SortedMap<String, Quote> quotes = new TreeMap<>();
    SortedMap<String, Unchosen> missing = new TreeMap<>();
    for (String id : request.agents()) {
      AgentSpec spec = request.asked(program.agent(id).orElseThrow());
      Drafts drafts = Drafts.before(program, spec, context, allowed(search, program, context));
      switch (mode) {
        case OFFLINE -> {
          ModelRequest whole = drafts.wholeRequest();
          prepared.keep(program, spec, context, whole);
          List<String> leftOut = OmittedFacts.note(spec, context, whole.brief());
          quotes.put(id, free(whole, reasoner.entry(), leftOut));
        }
        case RECORDED -> quotes.put(id, recordedQuote(drafts));
        case LIVE -> {
          ModelRouter.Choice choice =
              router.choose(drafts, Confidentiality.restricted(program, context));
          if (choice.candidates().isEmpty()) {
            missing.put(id, new Unchosen(choice.missing(), choice.hindered()));
          } else {
            List<String> leftOut = OmittedFacts.note(spec, context, drafts.wholeBrief());
            quotes.put(id, quote(choice, leftOut));
          }
        }
      }
    }
    return new Choice(quotes, missing);
  }

  /// The providers of the catalogue, by name.
  public List<ProviderStatus> providers() {
    List<ProviderStatus> all = new ArrayList<>();
    for (ProviderEntry provider : catalogue.providers().values()) {
      String missing = provider.missing(environment).orElse(null);
      all.add(new ProviderStatus(provider.name(), provider.local(), missing));
    }
    return all;
  }

  @Override
  public void contentErased() {
    OfflineReasoner.forget();
    prepared.clear();
  }

  /// Characters of the requests that wait for their agents.
  int preparedCharacters() {
    return prepared.characters();
  }

  @Override
  public boolean back(String provider) {
    ProviderEntry entry = catalogue.providers().get(provider);
    return entry == null || live.back(entry);
  }

  /// Which model each agent of a program would get live, on a run that has no facts yet.
  public List<ModelChoice> explain(Program program) {
    Context context = Core.initial(program).context();
    List<ModelChoice> all = new ArrayList<>();
    for (AgentSpec spec : program.agents()) {
      if (spec.kind() == AgentSpec.Kind.LLM) {
        Drafts drafts = Drafts.before(program, spec, context, allowed(search, program, context));
        ModelRouter.Choice choice =
            router.choose(drafts, Confidentiality.restricted(program, context));
        Optional<ModelRouter.Candidate> first = choice.candidates().stream().findFirst();
        all.add(
            new ModelChoice(
                spec.id(),
                first.map(c -> c.model().name()).orElse(null),
                first.map(ModelRouter.Candidate::unmet).orElse(List.of()),
                first.isPresent() ? "" : choice.missing(),
                choice.why()));
      }
    }
    return all;
  }

  /// Tokens are estimated the same way when the reasoner's call is booked, so this is the most.
  private static Quote free(ModelRequest request, ModelEntry entry, List<String> leftOut) {
    long tokens =
        TokenEstimate.estimate(request) + PromptInput.MAX_NOTE_BYTES + request.maxOutputTokens();
    return new Quote(entry.provider(), entry.model(), tokens, 0, null, leftOut);
  }

  /// Tokens of a recorded answer count as they did; nothing is paid.
  private static Quote recordedQuote(Drafts drafts) {
    Drafts.Draft draft = drafts.whole();
    int searches = drafts.wantsSearch() ? ModelEntry.MOST_SEARCHES : 0;
    long tokens =
        ModelEntry.read(draft.tokens() + NOTES, searches)
            + draft.request().maxOutputTokens()
            + ModelEntry.THINKING_TOKENS;
    return new Quote("recorded", "recorded", tokens, 0, null);
  }

  /// Tokens of the notes that may be added when an agent is asked again.
  private static final long NOTES = PromptInput.MAX_NOTE_BYTES * 2L;

  /// Enough for the chosen model or any that stands in for it, and for requests that were sent and
  /// never answered.
  ///
  /// @param leftOut what no model is shown
  private static Quote quote(ModelRouter.Choice choice, List<String> leftOut) {
    ModelRouter.Candidate first = choice.candidates().getFirst();
    List<String> unmet = new ArrayList<>(first.unmet());
    unmet.addAll(leftOut);
    long tokens = 0;
    long cost = 0;
    long lostTokens = 0;
    long lostCost = 0;
    for (ModelRouter.Candidate candidate : choice.candidates()) {
      ModelEntry model = candidate.model();
      ModelEntry.Bound most = candidate.draft().most(model, NOTES);
      tokens = Math.max(tokens, most.tokens());
      cost = Math.max(cost, most.costMicros());
      if (!candidate.model().name().equals(first.model().name())) {
        ModelRequest request = candidate.draft().request();
        long sent =
            TokenEstimate.estimate(request.system()) + TokenEstimate.estimate(request.user());
        lostTokens += sent;
        lostCost += model.prices().of(new TokenUsage(sent, 0, true));
      }
    }
    return new Quote(
        first.model().provider(),
        first.model().model(),
        tokens + lostTokens,
        cost + lostCost,
        choice.why(),
        unmet);
  }

  /// The search that a run may use: none that leaves the machine if the matter is restricted.
  static @Nullable WebSearch allowed(@Nullable WebSearch search, Program program, Context context) {
    boolean fits =
        search != null && (search.local() || !Confidentiality.restricted(program, context));
    return fits ? search : null;
  }

  /// The search of the web that is set up, by its name; empty if there is none.
  public Optional<String> searchName() {
    return Optional.ofNullable(search).map(WebSearch::name);
  }

  /// What that search searches, in words; empty if there is none.
  public Optional<String> searchWords() {
    return Optional.ofNullable(search).map(WebSearch::words);
  }

  @Override
  public SortedMap<String, String> versions(Program program) {
    TreeMap<String, String> versions = new TreeMap<>();
    versions.put(OfflineReasoner.NAME, OfflineReasoner.VERSION);
    return versions;
  }
}
