package dev.converge.domain.flow;

import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.domain.patent.Passage;
import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds the passages of each document that bear on each element: a term of the element, or what is
/// said instead of it, stands in the document. Terms that few of the documents have weigh more.
final class PatentEvidenceCollector implements RuleAgent {
  private static final String VERSION = "2";

  /// Percent of an element's weight below which a document does not bear on it.
  static final int BEARS = 25;

  /// Percent from which it is said to show it.
  static final int SHOWS = 60;

  private static final int PERCENT = 100;

  /// A document's words, passage by passage.
  private record Read(Fact document, List<Passage> passages, List<Set<String>> stems) {
    boolean has(Term term) {
      return stems.stream().anyMatch(term::meets);
    }
  }

  /// A group of words that say the same, as the stems of each.
  private record Term(String name, List<List<String>> stems) {
    static Term of(PatentQuery.Group group) {
      return new Term(
          group.words().getFirst(), group.words().stream().map(PatentText::stems).toList());
    }

    boolean meets(Set<String> passage) {
      return stems.stream().anyMatch(passage::containsAll);
    }
  }

  /// An element of the invention with its terms, and what each weighs.
  private record Wanted(Fact element, List<Weighed> terms) {
    record Weighed(Term term, int weight) {}
  }

  @Override
  public String id() {
    return "patent_evidence_collector";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Set<String> cited = new HashSet<>();
    call.context().facts("Evidence").forEach(fact -> cited.addAll(fact.cites()));
    List<Read> documents = new ArrayList<>();
    for (Fact document : call.context().facts("Documents")) {
      documents.add(read(document));
    }
    List<Wanted> wanted = wanted(call.context().facts("Elements"), documents);
    List<Proposal> proposals = new ArrayList<>();
    for (Read document : documents) {
      if (!cited.contains(document.document().id())) {
        wanted.forEach(one -> collect(document, one, proposals));
      }
    }
    return proposals;
  }

  /// What is looked for; prepared once, however many documents there are.
  private static List<Wanted> wanted(Iterable<Fact> elements, List<Read> documents) {
    Map<PatentQuery.Group, Wanted.Weighed> weighed = new HashMap<>();
    List<Wanted> wanted = new ArrayList<>();
    for (Fact element : elements) {
      List<Wanted.Weighed> terms = new ArrayList<>();
      for (PatentQuery.Group group :
          PatentQueryBuilder.groups(element.content(), element.content())) {
        terms.add(weighed.computeIfAbsent(group, one -> weighed(Term.of(one), documents)));
      }
      wanted.add(new Wanted(element, terms));
    }
    return wanted;
  }

  private static Read read(Fact document) {
    List<Passage> passages =
        PatentFacts.texts(document, "passages").stream().map(Passage::parse).toList();
    List<Set<String>> stems = new ArrayList<>();
    passages.forEach(passage -> stems.add(new HashSet<>(PatentText.stems(passage.text()))));
    return new Read(document, passages, stems);
  }

  /// The fewer documents have it, the more a term says: 1 for one that all have, and one more for
  /// each halving.
  private static Wanted.Weighed weighed(Term term, List<Read> documents) {
    int having = (int) documents.stream().filter(document -> document.has(term)).count();
    int ratio = documents.size() / Math.max(1, having);
    int weight = 1 + (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, ratio)));
    return new Wanted.Weighed(term, weight);
  }

  private static void collect(Read document, Wanted wanted, List<Proposal> out) {
    int all = 0;
    int met = 0;
    int[] byPassage = new int[document.passages().size()];
    Set<String> shown = new LinkedHashSet<>();
    Set<String> absent = new LinkedHashSet<>();
    for (Wanted.Weighed one : wanted.terms()) {
      all += one.weight();
      if (document.has(one.term())) {
        met += one.weight();
        shown.add(one.term().name());
        for (int i = 0; i < byPassage.length; i++) {
          byPassage[i] += one.term().meets(document.stems().get(i)) ? one.weight() : 0;
        }
      } else {
        absent.add(one.term().name());
      }
    }
    int share = all == 0 ? 0 : PERCENT * met / all;
    if (share >= BEARS) {
      out.add(proposal(document, wanted.element(), best(byPassage), share, shown, absent));
    }
  }

  private static int best(int[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  private static Proposal proposal(
      Read read, Fact element, int best, int share, Set<String> shown, Set<String> absent) {
    Fact document = read.document();
    Passage passage = read.passages().get(best);
    String patent = PatentFacts.text(document, "patent");
    String strength = share >= SHOWS ? "shows" : "touches";
    Json.Obj data =
        Json.object()
            .put("patent", patent)
            .put("element", element.id())
            .put("share", share)
            .put("strength", strength)
            .put("where", passage.where())
            .put("source", PatentFacts.text(document, "source"))
            .put("url", PatentFacts.text(document, "url"))
            .put("query", PatentFacts.text(document, "query"))
            .put("position", PatentFacts.number(document, "position"))
            .put("terms", List.copyOf(shown))
            .put("missing", List.copyOf(absent))
            .build();
    String content =
        "%s %s \"%s\" (%s%s). Its %s: \"%s\""
            .formatted(
                patent,
                strength,
                element.content(),
                String.join(", ", shown),
                absent.isEmpty() ? "" : "; not " + String.join(", ", absent),
                passage.where(),
                passage.text());
    String url = PatentFacts.text(document, "url");
    return new Proposal(
        "Evidence",
        null,
        content,
        data,
        share / (double) PERCENT,
        List.of(document.id(), element.id()),
        List.of(
            new Citation(
                url.isEmpty() ? patent : url, PatentFacts.text(document, "title"), passage.text())),
        Provenance.rule(VERSION));
  }
}
