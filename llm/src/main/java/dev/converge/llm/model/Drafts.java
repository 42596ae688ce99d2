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

/// The request of one agent as different models are asked it: with or without a search of the web,
/// and with as many facts as their windows hold. Each is written when it is first wanted, and its
/// tokens are counted when its size is. Used by one thread.
public final class Drafts {
  /// How many facts are shown, most first. A model is asked with the first of them that fits.
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

  /// Tokens of the pages that a model finds itself, which its window has to hold as well.
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

  /// A request, and how large it is.
  ///
  /// @param request as it is asked
  /// @param tokens that it has at most, with the schema of the answer beside it
  /// @param usual tokens that it has as a rule
  /// @param leftOut facts, sources and earlier proposals that are left out, which the largest
  ///   request has
  /// @param before what the model is asked before that, or `null`
  /// @param searchMicros what the searches for it can cost at most
  public record Draft(
      ModelRequest request,
      long tokens,
      long usual,
      int leftOut,
      @Nullable ModelRequest before,
      long searchMicros) {
    /// The most that a model can use for it, with everything that is asked and searched before.
    ///
    /// @param more tokens that the request may get besides
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

  /// For an agent about to be asked.
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

  /// For an agent that is asked.
  ///
  /// @param search of the web, or `null` if only the models themselves can search
  public static Drafts of(AgentCall call, @Nullable WebSearch search) {
    return new Drafts(room -> PromptInput.of(call, room), call.spec().requirements(), search, null);
  }

  /// The same with the pages that a search found.
  public Drafts with(List<CitedPage> found) {
    return new Drafts(brief, needs, search, List.copyOf(found));
  }

  /// The pages that were found for it.
  public List<CitedPage> pages() {
    return pages == null ? List.of() : pages;
  }

  /// What the agent asks of its model.
  Json.Obj needs() {
    return needs;
  }

  /// Whether the agent wants the web to be searched.
  public boolean wantsSearch() {
    return OptionalMembers.flag(needs, Preference.WEB_SEARCH.member());
  }

  /// The request for which nothing is left out and nothing searched.
  public Draft whole() {
    return draft(variant(PromptInput.Room.WHOLE, unsearched()));
  }

  /// The same, where its size does not matter.
  public ModelRequest wholeRequest() {
    return request(variant(PromptInput.Room.WHOLE, unsearched()));
  }

  /// What it is told where a window leaves nothing out.
  public PromptInput wholeBrief() {
    return brief(PromptInput.Room.WHOLE);
  }

  private WebAccess unsearched() {
    return wantsSearch() ? WebAccess.MISSING : WebAccess.UNASKED;
  }

  /// The request to a model, with what its window holds; empty if it holds too little.
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

  /// The first of the requests that any model may have been asked with that is known; the whole one
  /// if none is.
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
