package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.domain.patent.Language;
import dev.converge.domain.patent.Passage;
import dev.converge.domain.patent.search.PatentCollection;
import dev.converge.domain.patent.search.PatentDialect;
import dev.converge.domain.patent.search.PatentDocument;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.domain.patent.search.PatentHit;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.domain.patent.search.PatentSearchException;
import dev.converge.domain.patent.search.PatentSource;
import dev.converge.domain.patent.search.PriorityDate;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Confidentiality;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Carries out the plans over the sources and writes a report of each search and each document
/// found. Documents that several plans or sources find come first: reciprocal rank fusion (Cormack,
/// Clarke and Büttcher, 2009), the plan for the whole counting double.
///
/// @param sources asked in this order
record PatentSearchExecutor(List<PatentSource> sources) implements Agent {
  /// Documents taken of one search.
  static final int HITS = 25;

  /// Maximum number of documents from the first round of searches.
  static final int MAX_DOCUMENTS = 25;

  /// Documents whose citations and families are followed, and how many that adds at most.
  private static final int FOLLOWED = 5;

  private static final int MAX_RELATED = 5;

  /// Maximum number of further documents from each later round.
  static final int MAX_FURTHER = 10;

  /// The source of a search for which none could be asked.
  static final String NOWHERE = "none";

  static final String ID = "patent_search_executor";

  private static final String VERSION = "4";
  private static final int FUSION = 10;
  private static final int SCALE = 10_000;

  PatentSearchExecutor {
    sources = List.copyOf(sources);
  }

  /// A document with where it was found first.
  private static final class Found {
    final PatentHit hit;
    final PatentSource source;
    final String query;
    final Set<String> plans = new TreeSet<>();
    boolean related;
    int alike;
    int score;

    Found(PatentHit hit, PatentSource source, String query) {
      this.hit = hit;
      this.source = source;
      this.query = query;
    }
  }

  /// The sources that may be asked, and why the others may not.
  private record Asked(List<PatentSource> sources, List<String> held) {}

  @Override
  public String version() {
    StringBuilder version = new StringBuilder(VERSION);
    sources.forEach(
        one -> version.append('+').append(one.name()).append('/').append(one.version()));
    return version.toString();
  }

  @Override
  public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
    Asked asked = asked(call);
    Optional<LocalDate> priority = PriorityDate.of(call.context());
    Set<String> done = new HashSet<>();
    call.context().facts("Searches").forEach(search -> done.addAll(search.cites()));
    List<Proposal> proposals = new ArrayList<>();
    Map<String, Found> found = new TreeMap<>();
    for (Fact plan : call.context().facts("Plans")) {
      if (!done.contains(plan.id())) {
        proposals.add(search(plan, told(call.context(), plan), asked, priority, found));
      }
    }
    Set<String> known = new HashSet<>();
    for (Fact document : call.context().facts("Documents")) {
      known.add(PatentFacts.text(document, "patent"));
    }
    List<Found> best =
        found.values().stream()
            .filter(one -> !known.contains(one.hit.document().id()))
            .sorted(
                Comparator.<Found>comparingInt(one -> one.score)
                    .reversed()
                    .thenComparing(one -> one.hit.document().id()))
            .limit(known.isEmpty() ? MAX_DOCUMENTS : MAX_FURTHER)
            .toList();
    List<Found> all = known.isEmpty() ? with(best, asked, call) : best;
    all.forEach(one -> proposals.add(document(one, priority)));
    return new Answer(proposals, List.of(), Duration.ZERO);
  }

  /// The documents and what they lead to, in place of the last of them.
  private static List<Found> with(List<Found> best, Asked asked, AgentCall call)
      throws AgentFailure, InterruptedException {
    Fact plan = call.context().facts("Plans").getFirst();
    Optional<LocalDate> priority = PriorityDate.of(call.context());
    List<PatentDocument> nearest =
        best.stream().limit(FOLLOWED).map(one -> one.hit.document()).toList();
    List<Found> related = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    best.forEach(one -> seen.add(one.hit.document().id()));
    for (PatentSource source : nearest.isEmpty() ? List.<PatentSource>of() : asked.sources()) {
      Json.Obj data = plan.data() == null ? Json.Obj.EMPTY : plan.data();
      try {
        for (PatentHit hit : source.related(nearest, PatentQuery.of(data, MAX_RELATED))) {
          boolean late =
              PriorityDate.timing(priority, hit.document().published())
                  == PriorityDate.Timing.AFTER;
          if (!late && related.size() < MAX_RELATED && seen.add(hit.document().id())) {
            Found one =
                new Found(hit, source, "cited by, citing or of the family of what was found");
            one.plans.add(plan.id());
            one.related = true;
            related.add(one);
          }
        }
      } catch (PatentSearchException e) {
        throw failure(e);
      }
    }
    List<Found> all =
        new ArrayList<>(best.subList(0, Math.min(best.size(), MAX_DOCUMENTS - related.size())));
    all.addAll(related);
    return all;
  }

  /// A source that is away says nothing of the search, so that uses up no attempt.
  private static AgentFailure failure(PatentSearchException e) {
    FailureKind kind = e.kind() == FailureKind.UNAVAILABLE ? FailureKind.OUTAGE : e.kind();
    return new AgentFailure(kind, String.valueOf(e.getMessage()), e.retryAfter(), List.of());
  }

  /// What leaves the machine must be allowed to: nothing of a restricted matter, and nothing of a
  /// job that is not live.
  private Asked asked(AgentCall call) throws AgentFailure {
    boolean restricted = Confidentiality.restricted(call.program(), call.context());
    String why = restricted ? "matter is restricted" : "job is not live";
    List<PatentSource> free = new ArrayList<>();
    List<String> held = new ArrayList<>();
    for (PatentSource source : sources) {
      if (source.remote() && (restricted || call.mode() != Mode.LIVE)) {
        held.add("source %s: remote, and the %s".formatted(source.name(), why));
      } else if (unordered(call, source)) {
        held.add(
            "source %s: it charges for searches, and the order does not name it"
                .formatted(source.name()));
      } else {
        free.add(source);
      }
    }
    if (free.isEmpty()) {
      throw new AgentFailure(
          FailureKind.FORBIDDEN,
          String.join("; ", held) + " (expected: a local source)",
          null,
          List.of());
    }
    return new Asked(free, held);
  }

  /// Where a flow orders its searches, what costs money needs an order that a person let pass.
  private static boolean unordered(AgentCall call, PatentSource source) {
    List<Fact> orders = call.context().facts("SearchOrders");
    return PatentDialect.paid(source.name())
        && !orders.isEmpty()
        && orders.stream()
            .noneMatch(order -> PatentFacts.text(order, "source").equals(source.name()));
  }

  /// The words in which the invention was told, for a plan that is about the whole of it.
  private static String told(Context context, Fact plan) {
    if (PlanRole.of(plan.data() == null ? Json.Obj.EMPTY : plan.data()) != PlanRole.WHOLE) {
      return "";
    }
    List<String> texts = new ArrayList<>();
    for (String query : plan.cites()) {
      List<String> seeds = context.fact(query).map(Fact::cites).orElse(List.of());
      seeds.forEach(id -> context.fact(id).map(Fact::content).ifPresent(texts::add));
    }
    return String.join("\n", texts);
  }

  private Proposal search(
      Fact plan, String told, Asked asked, Optional<LocalDate> priority, Map<String, Found> found)
      throws AgentFailure, InterruptedException {
    Json.Obj data = plan.data() == null ? Json.Obj.EMPTY : plan.data();
    String about = PatentQuery.string(data, "about").orElse(plan.id());
    Asked able = reading(asked, PatentQuery.string(data, "language").orElse(""), !told.isEmpty());
    int times = PlanRole.of(data).weight();
    List<String> counts = new ArrayList<>();
    int all = 0;
    for (PatentSource source : able.sources()) {
      List<PatentHit> hits = hits(source, PatentQuery.of(data, HITS).told(told), priority);
      String query = PatentQuery.string(data, source.name()).orElse("");
      for (int rank = 0; rank < hits.size(); rank++) {
        PatentHit hit = hits.get(rank);
        Found one = found.computeIfAbsent(hit.document().id(), _ -> new Found(hit, source, query));
        one.plans.add(plan.id());
        one.alike = Math.max(one.alike, hit.alike());
        one.score += times * SCALE / (FUSION + rank);
      }
      counts.add(source.name() + " " + hits.size());
      all += hits.size();
    }
    return report(plan, able, about, counts, all, priority);
  }

  /// The sources that have documents in the language that the invention is told in, and for the
  /// whole of it those that compare meanings.
  private static Asked reading(Asked asked, String language, boolean whole) {
    List<PatentSource> able = new ArrayList<>();
    List<String> held = new ArrayList<>(asked.held());
    for (PatentSource source : asked.sources()) {
      PatentCollection collection = source.collection();
      if (language.isEmpty() || collection.reads(language) || (whole && source.reads(language))) {
        able.add(source);
      } else {
        held.add(
            "source %s: the invention is told in %s, and this is %s"
                .formatted(source.name(), Language.ofCode(language).words(), collection.words()));
      }
    }
    return new Asked(able, held);
  }

  private static List<PatentHit> hits(
      PatentSource source, PatentQuery query, Optional<LocalDate> priority)
      throws AgentFailure, InterruptedException {
    List<PatentHit> hits = new ArrayList<>();
    try {
      for (PatentHit hit : source.search(query)) {
        // A source may not keep to the day; and the seeds say it, not the plan.
        if (query.admits(hit.document())
            && PriorityDate.timing(priority, hit.document().published())
                != PriorityDate.Timing.AFTER) {
          hits.add(hit);
        }
      }
    } catch (PatentSearchException e) {
      throw failure(e);
    }
    return hits;
  }

  /// The source whose collection is known best: what words weigh comes of it.
  private static @Nullable PatentSource measured(List<PatentSource> sources) {
    return sources.stream().filter(source -> source.collection().known()).findFirst().orElse(null);
  }

  private Proposal report(
      Fact plan,
      Asked asked,
      String about,
      List<String> counts,
      int all,
      Optional<LocalDate> priority) {
    Json.Obj data = plan.data() == null ? Json.Obj.EMPTY : plan.data();
    List<String> names = asked.sources().stream().map(PatentSource::name).toList();
    Json.Builder queries = Json.object();
    Json.Builder versions = Json.object();
    for (PatentSource source : asked.sources()) {
      queries.put(source.name(), PatentQuery.string(data, source.name()).orElse(""));
      versions.put(source.name(), source.version());
    }
    PatentSource measured = measured(asked.sources());
    List<String> having = new ArrayList<>();
    if (measured != null) {
      measured
          .having(PatentQuery.of(data, HITS).groups())
          .forEach((term, count) -> having.add(term + "=" + count));
    }
    String documents = all == 0 ? "nothing found" : all + (all == 1 ? " document" : " documents");
    String content =
        "Searched %s for %s: %s%s%s.%s"
            .formatted(
                names.isEmpty() ? "nothing" : String.join(" and ", names),
                about,
                documents,
                priority.map(day -> " published before " + day).orElse(""),
                names.size() > 1 ? " (" + String.join(", ", counts) + ")" : "",
                asked.held().isEmpty()
                    ? ""
                    : " Not asked: " + String.join("; ", asked.held()) + ".");
    Json.Obj report =
        Json.object()
            .put("source", names.isEmpty() ? NOWHERE : String.join(" ", names))
            .put("source_version", versions.build())
            .put("query", queries.build())
            .put("hits", all)
            .put("not_asked", asked.held())
            .put(
                "collection",
                (measured == null ? PatentCollection.UNKNOWN : measured.collection()).data())
            .put("having", having)
            .build();
    return new Proposal(
        "Searches", null, content, report, 1, List.of(plan.id()), List.of(), provenance());
  }

  private Proposal document(Found one, Optional<LocalDate> priority) {
    PatentDocument document = one.hit.document();
    Json.Builder data =
        Json.object()
            .put("patent", document.id())
            .put("title", document.title())
            .put("published", document.published().toString())
            .put("timing", PriorityDate.timing(priority, document.published()).words())
            .put("assignee", document.assignee())
            .put("inventors", document.inventors())
            .put("cpc", document.cpc())
            .put("score", one.score)
            .put("source", one.source.name())
            .put("query", one.query)
            .put("position", one.hit.position())
            .put("related", one.related)
            .put("url", document.url())
            .put("passages", one.hit.passages().stream().map(Passage::line).toList());
    if (one.alike > 0) {
      data.put(PatentFacts.ALIKE, one.alike);
    }
    String content =
        "%s, \"%s\", published %s%s."
            .formatted(
                document.id(),
                document.title(),
                document.published(),
                document.assignee().isEmpty() ? "" : ", " + document.assignee());
    return new Proposal(
        "Documents",
        null,
        content,
        data.build(),
        1,
        List.copyOf(one.plans),
        List.of(new Citation(PatentFacts.place(document), document.title(), null)),
        provenance());
  }

  private Provenance provenance() {
    return new Provenance(Provenance.Origin.SEARCH, version(), null, null);
  }
}
