package dev.converge.llm.model;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.json.Json;
import dev.converge.engine.agent.AgentCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// The request of one agent as different models are asked it: with or without a search of the web,
/// and with as many facts as their windows hold. Each is written when it is first wanted. Used by
/// one thread.
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

  private final Function<PromptInput.Room, PromptInput> brief;
  private final Json.Obj needs;
  private final List<CitedPage> pages;
  private final boolean canSearch;
  private final Map<PromptInput.Room, PromptInput> briefs = new LinkedHashMap<>();
  private final Map<Variant, Draft> written = new LinkedHashMap<>();

  private record Variant(PromptInput.Room room, WebAccess web) {}

  /// A request, and how large it is.
  ///
  /// @param request as it is asked
  /// @param tokens that it has at most, with the schema of the answer beside it
  /// @param usual tokens that it has as a rule
  /// @param leftOut facts, sources and earlier proposals that are left out, which the largest
  ///   request has
  public record Draft(ModelRequest request, long tokens, long usual, int leftOut) {}

  Drafts(
      Function<PromptInput.Room, PromptInput> brief,
      Json.Obj needs,
      boolean canSearch,
      List<CitedPage> pages) {
    this.brief = brief;
    this.needs = needs;
    this.canSearch = canSearch;
    this.pages = pages;
  }

  /// For an agent about to be asked.
  ///
  /// @param canSearch whether the web can be searched for models that do not search themselves
  public static Drafts before(Program program, AgentSpec spec, Context context, boolean canSearch) {
    return new Drafts(
        room -> PromptInput.before(program, spec, context, room),
        spec.requirements(),
        canSearch,
        List.of());
  }

  /// For an agent that is asked.
  ///
  /// @param canSearch whether the web can be searched for models that do not search themselves
  public static Drafts of(AgentCall call, boolean canSearch) {
    return new Drafts(
        room -> PromptInput.of(call, room), call.spec().requirements(), canSearch, List.of());
  }

  /// The same with the pages that a search found.
  Drafts with(List<CitedPage> found) {
    return new Drafts(brief, needs, canSearch, found);
  }

  /// What the agent asks of its model.
  Json.Obj needs() {
    return needs;
  }

  /// Whether the agent wants the web to be searched.
  boolean wantsSearch() {
    return JsonMembers.flag(needs, Preference.WEB_SEARCH.member());
  }

  /// The request for which nothing is left out and nothing searched.
  public Draft whole() {
    return draft(PromptInput.Room.WHOLE, wantsSearch() ? WebAccess.MISSING : WebAccess.UNASKED);
  }

  /// The request to a model, with what its window holds; empty if it holds too little.
  public Optional<Draft> fitting(ModelEntry model) {
    WebAccess web =
        !wantsSearch()
            ? WebAccess.UNASKED
            : model.webSearch() ? WebAccess.OWN : canSearch ? WebAccess.PAGES : WebAccess.MISSING;
    for (PromptInput.Room room : ROOMS) {
      Draft draft = draft(room, web);
      if (draft.usual() + model.outputBound(draft.request()) <= model.context()) {
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
          ModelRequest request = draft(room, web).request();
          if (known.test(request)) {
            return request;
          }
        }
      }
    }
    return whole().request();
  }

  private Draft draft(PromptInput.Room room, WebAccess web) {
    PromptInput shown = briefs.computeIfAbsent(room, brief);
    PromptInput.Room first =
        briefs.entrySet().stream()
            .filter(known -> known.getValue().equals(shown))
            .findFirst()
            .orElseThrow()
            .getKey();
    return written.computeIfAbsent(new Variant(first, web), variant -> write(shown, variant.web()));
  }

  private Draft write(PromptInput shown, WebAccess web) {
    ModelRequest request =
        PromptWriter.request(shown, needs, web, web == WebAccess.PAGES ? pages : List.of());
    String text = request.system() + request.user();
    String schema = SchemaText.of(request.contract());
    int most = briefs.computeIfAbsent(PromptInput.Room.WHOLE, brief).leftOut();
    // Pages that are not there yet are counted as the most that is shown of them.
    long pagesToCome =
        web == WebAccess.PAGES && pages.isEmpty() ? FoundPages.MOST_SHOWN_BYTES / 2 : 0;
    return new Draft(
        request,
        PricedModel.bound(request) + pagesToCome * 2,
        TokenEstimate.usual(text) + TokenEstimate.usual(schema) + pagesToCome,
        shown.leftOut() - most);
  }
}
