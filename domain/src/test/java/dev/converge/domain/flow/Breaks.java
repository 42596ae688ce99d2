package dev.converge.domain.flow;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// For each invariant of each flow that ships, what one agent answers to break it.
final class Breaks {
  /// @param agent that answers otherwise
  /// @param change what it makes of its honest answer
  record Break(String agent, UnaryOperator<List<Proposal>> change) {}

  private static final Map<String, Break> ALL = new TreeMap<>();

  static {
    growth();
    drafting();
    novelty();
    research();
  }

  private Breaks() {}

  /// By `flow/invariant`.
  static Map<String, Break> all() {
    return ALL;
  }

  private static void growth() {
    String flow = "growth-strategy/";
    put(flow + "brand_safety", "strategy", each("", it -> says(it, it.content() + ": guaranteed")));
    put(flow + "signals_differ", "market_signal", Breaks::alike);
    put(flow + "strategies_rest_on_signals", "strategy", each("", Breaks::citesNothing));
    put(
        flow + "marks_within_scale",
        "evaluation",
        each("", it -> carries(it, "impact", Json.of(11))));
    put(flow + "first_strategies", "strategy", all -> all.subList(0, 1));
    put(flow + "two_distinct_strategies", "strategy", all -> all.subList(0, 1));
    put(flow + "every_strategy_judged", "evaluation", _ -> List.of());
    put(flow + "every_strategy_has_risks", "risk_assessment", all -> all.subList(1, all.size()));
    put(flow + "every_evaluation_ranked", "ranking", all -> all.subList(1, all.size()));
  }

  private static void drafting() {
    String flow = "drafting-short/";
    put(
        flow + "no_hollow_phrases",
        "drafting_composer",
        each("Strategies", it -> says(it, "Needless to say: " + it.content())));
    put(flow + "notes_differ", "drafting_research", Breaks::alike);
    put(
        flow + "drafts_rest_on_notes",
        "drafting_composer",
        each("Strategies", Breaks::citesNothing));
    put(flow + "a_draft_exists", "drafting_composer", _ -> List.of());
    put(flow + "every_draft_checked", "draft_check", _ -> List.of());
    put(
        flow + "citations_resolve",
        "drafting_composer",
        each("Strategies", it -> says(it, "Leaves are steamed. [note:7]")));
    put(
        flow + "draft_is_short",
        "drafting_composer",
        each("Strategies", it -> says(it, "Tea. ".repeat(DraftCheck.MAX_WORDS + 1) + "[note:1]")));
  }

  private static void novelty() {
    String flow = "novelty-search/";
    search(flow);
    put(flow + "documents_come_from_searches", SEARCH, each("Documents", Breaks::citesNothing));
    put(flow + "shortlist_cites_evidence", "prior_art_shortlist", each("", Breaks::citesNothing));
    put(flow + "shortlist_before_priority", "prior_art_shortlist", each("", Breaks::late));
    put(flow + "evidence_is_ranked", "prior_art_shortlist", _ -> List.of());
    put(flow + "something_is_said", "novelty_reporter", _ -> List.of());
  }

  private static final String SEARCH = "patent_search_executor";
  private static final String EVIDENCE = "patent_evidence_collector";
  private static final String CLAIMS = "claim_strategy_builder";

  private static void search(String flow) {
    put(flow + "nothing_after_priority", SEARCH, each("Documents", Breaks::late));
    put(flow + "evidence_has_a_passage", EVIDENCE, each("", Breaks::withoutSource));
    put(flow + "evidence_rests_on_documents", EVIDENCE, each("", Breaks::citesNothing));
    put(flow + "every_plan_searched", SEARCH, all -> without(all, "Searches"));
  }

  private static void research() {
    String flow = "patent-research/";
    search(flow);
    put(flow + "no_empty_phrases", CLAIMS, each("Claims", it -> says(it, it.content() + " Etc.")));
    put(
        flow + "claims_name_elements",
        CLAIMS,
        each("Claims", it -> carries(it, "elements", list("part:99"))));
    put(
        flow + "dependencies_resolve",
        CLAIMS,
        each("Claims", it -> carries(it, "depends_on", list("claim-99"))));
    put(flow + "there_are_claims", CLAIMS, all -> without(all, "Claims"));
    put(
        flow + "every_element_judged",
        "claim_risk_flagger",
        all -> all.stream().filter(it -> data(it).get("element").isEmpty()).toList());
    put(
        flow + "every_independent_claim_charted",
        "claim_chart_generator",
        all -> all.subList(0, 1));
    put(
        flow + "charts_are_whole",
        "claim_chart_generator",
        each("", it -> carries(it, "elements", list("part:1"))));
    put(
        flow + "every_term_supported",
        "support_matrix_builder",
        each("", it -> carries(it, "supported", list("platform"))));
    put(
        flow + "support_names_paragraphs",
        "support_matrix_builder",
        each("", it -> carries(it, "paragraphs", list("para:999"))));
    put(
        flow + "claims_read_as_claims",
        "patent_claims_analyzer",
        each("", it -> carries(it, "one_sentence", Json.of(false))));
    put(
        flow + "citations_resolve",
        "draft_pack_assembler",
        each("", it -> says(it, it.content() + " [claim-99]")));
    put(
        flow + "pack_is_whole",
        "draft_pack_assembler",
        each("", it -> cites(it, it.cites().subList(0, 1))));
    put(flow + "submission_recorded", "patent_approval_recorder", _ -> List.of());
  }

  private static void put(String invariant, String agent, UnaryOperator<List<Proposal>> change) {
    if (ALL.put(invariant, new Break(agent, change)) != null) {
      throw new AssertionError(invariant + " stands twice");
    }
  }

  private static UnaryOperator<List<Proposal>> each(String key, UnaryOperator<Proposal> change) {
    return all ->
        all.stream()
            .map(it -> key.isEmpty() || it.key().equals(key) ? change.apply(it) : it)
            .toList();
  }

  private static List<Proposal> without(List<Proposal> all, String key) {
    return all.stream().filter(it -> !it.key().equals(key)).toList();
  }

  /// All say the same, as two agents would: what one repeats word for word is nothing new to begin
  /// with.
  private static List<Proposal> alike(List<Proposal> all) {
    List<Proposal> alike = new ArrayList<>();
    for (Proposal it : all) {
      alike.add(says(it, "Same " + " ".repeat(alike.size()) + "thing"));
    }
    return alike;
  }

  private static Json list(String text) {
    return Json.strings(List.of(text));
  }

  private static Proposal late(Proposal it) {
    return carries(it, "timing", Json.of("after priority"));
  }

  private static Proposal citesNothing(Proposal it) {
    return cites(it, List.of());
  }

  private static Proposal withoutSource(Proposal it) {
    return with(it, it.content(), data(it), it.cites(), List.of());
  }

  private static Proposal says(Proposal it, String content) {
    return with(it, content, data(it), it.cites(), it.citations());
  }

  private static Proposal cites(Proposal it, List<String> cites) {
    return with(it, it.content(), data(it), cites, it.citations());
  }

  private static Proposal carries(Proposal it, String field, Json value) {
    Json.Builder data = Json.object();
    data(it).fields().forEach(data::put);
    return with(it, it.content(), data.put(field, value).build(), it.cites(), it.citations());
  }

  private static Json.Obj data(Proposal it) {
    return it.data() == null ? Json.Obj.EMPTY : it.data();
  }

  private static Proposal with(
      Proposal it, String content, Json.Obj data, List<String> cites, List<Citation> sources) {
    return new Proposal(
        it.key(), it.factId(), content, data, it.confidence(), cites, sources, it.provenance());
  }
}
