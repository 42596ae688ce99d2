package dev.converge.llm.model;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.engine.agent.AgentCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The variants of an agent's request for different models: with or without a web search, and with
/// as many facts as fit their context windows. Variants are written and their tokens counted on
/// demand. Not thread-safe.
public final class Drafts {
  /// How many facts are shown, most first. A model gets the first variant that fits.
  static final List<PromptInput.Room> ROOMS =
      List.of(
          PromptInput.Room.WHOLE,
          new PromptInput.Room(200_000, 32_000),
          new PromptInput.Room(100_000, 16_000),
          new PromptInput.Room(50_000, 12_000),
          new PromptInput.Room(24_000, 8_000),
          new PromptInput.Room(12_000, 4_000),
          new PromptInput.Room(6_000, 2_000),
          new PromptInput.Room(3_000, 1_000));

  private static final int BYTES_A_TOKEN = 2;

  /// Tokens of the pages that a model finds itself. They must fit its context window too.
  private static final long PAGES_OF_ITS_OWN =
      (long) ModelEntry.MOST_SEARCHES * ModelEntry.TOKENS_A_SEARCH;

  private final Function<PromptInput.Room, PromptInput> brief;
  private final Json.Obj needs;
  private final @Nullable WebSearch search;
  private final @Nullable List<CitedPage> pages;
  private final Map<PromptInput.Room, PromptInput> briefs = new LinkedHashMap<>();
  private final Map<Variant, ModelRequest> requests = new LinkedHashMap<>();
  private final Map<Variant, Draft> measured = new LinkedHashMap<>();

  private record Variant(PromptInput.Room room, WebAccess web) {}

  /// A request and its size.
  ///
  /// @param request to send
  /// @param tokens maximum number of tokens, including the schema of the answer
  /// @param usual typical number of tokens
  /// @param leftOut number of facts, sources and earlier proposals that are left out, compared with
  ///   the largest request
  /// @param before the request that is sent to the model first, or `null`
  /// @param searchMicros maximum cost of the searches for it
  public record Draft(
      ModelRequest request,
      long tokens,
      long usual,
      int leftOut,
      @Nullable ModelRequest before,
      long searchMicros) {
    /// The maximum usage of a model for it, including earlier requests and searches.
    ///
    /// @param more tokens that may be added to the request
    public ModelEntry.Bound most(ModelEntry model, long more) {
      ModelEntry.Bound most = model.most(request, tokens + more);
      ModelEntry.Bound first =
          before == null
              ? new ModelEntry.Bound(0, 0, 0)
              : model.most(before, PricedModel.bound(before) + more);
      return new ModelEntry.Bound(
          most.input() + first.input(),
          most.output() + first.output(),
          most.costMicros() + first.costMicros() + searchMicros);
    }
  }

  Drafts(
      Function<PromptInput.Room, PromptInput> brief,
      Json.Obj needs,
      @Nullable WebSearch search,
      @Nullable List<CitedPage> pages) {
    this.brief = brief;
    this.needs = needs;
    this.search = search;
    this.pages = pages;
  }

  /// The drafts for an agent that is about to be called.
  ///
  /// @param search of the web, or `null` if only the models themselves can search
  public static Drafts before(
      Program program, AgentSpec spec, Context context, @Nullable WebSearch search) {
    return new Drafts(
        room -> PromptInput.before(program, spec, context, room),
        spec.requirements(),
        search,
        null);
  }

  /// The drafts for a call of an agent.
  ///
  /// @param search of the web, or `null` if only the models themselves can search
  public static Drafts of(AgentCall call, @Nullable WebSearch search) {
    return new Drafts(room -> PromptInput.of(call, room), call.spec().requirements(), search, null);
  }

  /// These drafts with the pages that a search found.
  public Drafts with(List<CitedPage> found) {
    return new Drafts(brief, needs, search, List.copyOf(found));
  }

  /// The pages that were found.
  public List<CitedPage> pages() {
    return pages == null ? List.of() : pages;
  }

  /// What the agent requires of its model.
  Json.Obj needs() {
    return needs;
  }

  /// Whether the agent requires a web search.
  public boolean wantsSearch() {
    return OptionalMembers.flag(needs, Preference.WEB_SEARCH.member());
  }

  /// The complete request, without a search.
  public Draft whole() {
    return draft(variant(PromptInput.Room.WHOLE, unsearched()));
  }

  /// The complete request, without its size.
  public ModelRequest wholeRequest() {
    return request(variant(PromptInput.Room.WHOLE, unsearched()));
  }

  /// The complete input, with nothing left out.
  public PromptInput wholeBrief() {
    return brief(PromptInput.Room.WHOLE);
  }

  private WebAccess unsearched() {
    return wantsSearch() ? WebAccess.MISSING : WebAccess.UNASKED;
  }

  /// The request that fits the context window of a model; empty if the window is too small.
  public Optional<Draft> fitting(ModelEntry model) {
    WebAccess web =
        !wantsSearch()
            ? WebAccess.UNASKED
            : search != null
                ? WebAccess.PAGES
                : model.webSearch() ? WebAccess.OWN : WebAccess.MISSING;
    for (PromptInput.Room room : ROOMS) {
      Draft draft = draft(variant(room, web));
      long pages = web == WebAccess.OWN ? PAGES_OF_ITS_OWN : 0;
      if (draft.usual() + pages + model.outputBound(draft.request()) <= model.context()) {
        return Optional.of(draft);
      }
    }
    return Optional.empty();
  }

  /// The first known request among all variants that a model may have received; the complete one if
  /// none is known.
  public ModelRequest known(Predicate<ModelRequest> known) {
    for (PromptInput.Room room : ROOMS) {
      for (WebAccess web : WebAccess.values()) {
        if (wantsSearch() != (web == WebAccess.UNASKED)) {
          ModelRequest request = request(variant(room, web));
          if (known.test(request)) {
            return request;
          }
        }
      }
    }
    return wholeRequest();
  }

  /// The largest room with the same brief stands for all of them.
  private Variant variant(PromptInput.Room room, WebAccess web) {
    PromptInput shown = brief(room);
    PromptInput.Room first =
        briefs.entrySet().stream()
            .filter(known -> known.getValue().equals(shown))
            .findFirst()
            .orElseThrow()
            .getKey();
    return new Variant(first, web);
  }

  private PromptInput brief(PromptInput.Room room) {
    return briefs.computeIfAbsent(room, brief);
  }

  private ModelRequest request(Variant variant) {
    return requests.computeIfAbsent(
        variant,
        each -> {
          List<CitedPage> found = each.web() == WebAccess.PAGES ? pages() : List.of();
          return PromptWriter.request(brief(each.room()), needs, each.web(), found);
        });
  }

  private Draft draft(Variant variant) {
    return measured.computeIfAbsent(variant, this::measure);
  }

  private Draft measure(Variant variant) {
    boolean toCome = variant.web() == WebAccess.PAGES && pages == null;
    ModelRequest request = request(variant);
    TokenEstimate.Size size = PricedModel.size(request);
    // Pages that are not there yet are counted as the most that is shown of them.
    long more = toCome ? FoundPages.MOST_SHOWN_BYTES : 0;
    return new Draft(
        request,
        size.most() + more,
        size.usual() + more / BYTES_A_TOKEN,
        brief(variant.room()).leftOut() - brief(PromptInput.Room.WHOLE).leftOut(),
        toCome ? SearchRound.queries(request) : null,
        toCome && search != null ? search.costMicros() * SearchRound.MOST_QUERIES : 0);
  }
}
