package dev.converge.domain;

import dev.converge.core.Answer;
import dev.converge.core.Citation;
import dev.converge.core.Fact;
import dev.converge.core.FailureKind;
import dev.converge.core.Json;
import dev.converge.core.Mode;
import dev.converge.core.Proposal;
import dev.converge.core.Provenance;
import dev.converge.engine.Agent;
import dev.converge.engine.AgentCall;
import dev.converge.engine.AgentFailure;
import dev.converge.engine.Confidentiality;
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

/// Carries out the plans over one source and writes a report of each search and each document
/// found. Documents that several plans find come first: reciprocal rank fusion (Cormack, Clarke and
/// Büttcher, 2009), the plan for the whole counting double.
record PatentSearchExecutor(PatentSource source) implements Agent {
  /// Documents taken of one search.
  static final int HITS = 25;

  /// Documents of the first round of searches.
  static final int MAX_DOCUMENTS = 25;

  /// Further documents of each later one.
  static final int MAX_FURTHER = 10;

  static final String ID = "patent_search_executor";

  private static final String VERSION = "2";
  private static final int FUSION = 10;
  private static final int SCALE = 10_000;

  private static final class Found {
    final PatentHit hit;
    final Set<String> plans = new java.util.TreeSet<>();
    int score;

    Found(PatentHit hit) {
      this.hit = hit;
    }
  }

  @Override
  public String version() {
    return VERSION + "+" + source.name() + "/" + source.version();
  }

  @Override
  public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
    if (source.remote()) {
      permit(call);
    }
    Optional<LocalDate> priority = PriorityDate.of(call.context());
    Set<String> done = new HashSet<>();
    call.context().facts("Searches").forEach(search -> done.addAll(search.cites()));
    List<Proposal> proposals = new ArrayList<>();
    Map<String, Found> found = new TreeMap<>();
    for (Fact plan : call.context().facts("Plans")) {
      if (!done.contains(plan.id())) {
        proposals.add(search(plan, priority, found));
      }
    }
    Set<String> known = new HashSet<>();
    for (Fact document : call.context().facts("Documents")) {
      known.add(PatentFacts.text(document, "patent"));
    }
    found.values().stream()
        .filter(one -> !known.contains(one.hit.document().id()))
        .sorted(
            Comparator.<Found>comparingInt(one -> one.score)
                .reversed()
                .thenComparing(one -> one.hit.document().id()))
        .limit(known.isEmpty() ? MAX_DOCUMENTS : MAX_FURTHER)
        .forEach(one -> proposals.add(document(one, priority)));
    return new Answer(proposals, List.of(), Duration.ZERO);
  }

  /// What leaves the machine must be allowed to.
  private void permit(AgentCall call) throws AgentFailure {
    boolean restricted = Confidentiality.restricted(call.program(), call.context());
    if (restricted || call.mode() != Mode.LIVE) {
      throw new AgentFailure(
          FailureKind.FORBIDDEN,
          "source %s: remote, and the %s (expected: a local source)"
              .formatted(source.name(), restricted ? "matter is restricted" : "job is not live"),
          null,
          List.of());
    }
  }

  private Proposal search(Fact plan, Optional<LocalDate> priority, Map<String, Found> found)
      throws AgentFailure, InterruptedException {
    Json.Obj data = plan.data() == null ? Json.Obj.EMPTY : plan.data();
    List<PatentHit> hits = new ArrayList<>();
    try {
      PatentQuery query = PatentQuery.of(data, HITS);
      for (PatentHit hit : source.search(query)) {
        // A source may not keep to the day; and the seeds say it, not the plan.
        if (query.admits(hit.document())
            && !PriorityDate.timing(priority, hit.document().published()).startsWith("after")) {
          hits.add(hit);
        }
      }
    } catch (PatentSearchException e) {
      throw new AgentFailure(e.kind(), String.valueOf(e.getMessage()), e.retryAfter(), List.of());
    }
    String about = PatentQuery.string(data, "about").orElse(plan.id());
    int times = about.equals("the whole") ? 2 : 1;
    for (int rank = 0; rank < hits.size(); rank++) {
      PatentHit hit = hits.get(rank);
      Found one = found.computeIfAbsent(hit.document().id(), _ -> new Found(hit));
      one.plans.add(plan.id());
      one.score += times * SCALE / (FUSION + rank);
    }
    String content =
        "Searched %s for %s: %s%s."
            .formatted(
                source.name(),
                about,
                hits.isEmpty()
                    ? "nothing found"
                    : hits.size() + (hits.size() == 1 ? " document" : " documents"),
                priority.map(day -> " published before " + day).orElse(""));
    Json.Obj report =
        Json.object()
            .put("source", source.name())
            .put("source_version", source.version())
            .put("query", PatentQuery.string(data, source.name()).orElse(""))
            .put("hits", hits.size())
            .build();
    return new Proposal(
        "Searches", null, content, report, 1, List.of(plan.id()), List.of(), provenance());
  }

  private Proposal document(Found one, Optional<LocalDate> priority) {
    PatentDocument document = one.hit.document();
    Json.Obj data =
        Json.object()
            .put("patent", document.id())
            .put("title", document.title())
            .put("published", document.published().toString())
            .put("timing", PriorityDate.timing(priority, document.published()))
            .put("assignee", document.assignee())
            .put("inventors", document.inventors())
            .put("cpc", document.cpc())
            .put("score", one.score)
            .put("source", source.name())
            .put("url", document.url())
            .put("passages", one.hit.passages().stream().map(Passage::line).toList())
            .build();
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
        data,
        1,
        List.copyOf(one.plans),
        List.of(new Citation(PatentFacts.place(document), document.title(), null)),
        provenance());
  }

  private Provenance provenance() {
    return new Provenance(Provenance.Origin.SEARCH, version(), null, null);
  }
}
