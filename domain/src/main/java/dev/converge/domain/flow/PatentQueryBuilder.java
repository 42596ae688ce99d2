package dev.converge.domain.flow;

import dev.converge.core.Fact;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.domain.patent.Language;
import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.ReaderOrders;
import dev.converge.domain.patent.claim.ClaimElements;
import dev.converge.domain.patent.match.Term;
import dev.converge.domain.patent.match.Terms;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.domain.patent.search.PriorityDate;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Says what to look for: the elements of the invention, and queries of weighted terms with their
/// synonyms in the sense that the whole gives them. One query is for the whole, one for each
/// element. No class is guessed from words: those of a further round are of what was found.
final class PatentQueryBuilder implements RuleAgent {
  private static final String VERSION = "5";
  private static final int MAX_PAIRS = 40;

  /// Seeds that say nothing of what was invented.
  private static final List<String> ABOUT = List.of("priority:", "matter:");

  @Override
  public String id() {
    return "patent_query_builder";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) throws AgentFailure {
    if (!call.context().facts("Elements").isEmpty()) {
      return List.of();
    }
    List<Fact> subject =
        call.context().facts(Keys.SEEDS).stream()
            .filter(seed -> ABOUT.stream().noneMatch(seed.id()::startsWith))
            .toList();
    List<ClaimElements.Element> elements = ClaimElements.of(call.context());
    String before = PriorityDate.of(call.context()).map(LocalDate::toString).orElse("");
    if (elements.isEmpty()) {
      throw nothing(subject);
    }
    String whole =
        String.join(
            ". ", subject.stream().map(seed -> ReaderOrders.without(seed.content())).toList());
    List<Proposal> proposals = new ArrayList<>();
    for (ClaimElements.Element element : elements) {
      proposals.add(
          Proposal.of(
              "Elements", element.text(), List.of(element.seed()), Provenance.rule(VERSION)));
    }
    proposals.add(
        query(
            PlanRole.WHOLE,
            "the whole",
            whole,
            whole,
            List.of(),
            before,
            subject.stream().map(Fact::id).toList()));
    if (elements.size() > 1) {
      for (ClaimElements.Element element : elements) {
        proposals.add(
            query(
                PlanRole.ELEMENT,
                element.text(),
                element.text(),
                whole,
                List.of(),
                before,
                List.of(element.seed())));
      }
    }
    return proposals;
  }

  private static AgentFailure nothing(List<Fact> subject) {
    List<String> ids = subject.stream().map(Fact::id).toList();
    return new AgentFailure(
        FailureKind.CRASHED,
        "seeds %s name nothing that could be searched for (expected: what the invention is and does, in sentences)"
            .formatted(ids),
        null,
        List.of());
  }

  /// A query.
  ///
  /// @param about what is looked for, in words
  /// @param text the same, whole
  /// @param whole what it is part of, which says in what sense its words are meant
  /// @param classes in which it may be found
  static Proposal query(
      PlanRole role,
      String about,
      String text,
      String whole,
      List<String> classes,
      String before,
      List<String> cites) {
    List<PatentQuery.Group> groups = groups(text, whole);
    Json.Obj data =
        role.in(Json.object())
            .put("about", about)
            .put("terms", groups.stream().map(PatentQuery.Group::line).toList())
            .put("pairs", pairs(text))
            .put("cpc", classes)
            .put("before", before)
            .put("language", Language.of(whole).code())
            .build();
    String content =
        "Look for %s: %s%s%s"
            .formatted(
                about,
                String.join(", ", groups.stream().map(PatentQueryBuilder::shown).toList()),
                classes.isEmpty() ? "" : "; perhaps in class " + String.join(", ", classes),
                before.isEmpty() ? "." : "; published before " + before + ".");
    return new Proposal(
        "Queries", null, content, data, 1, cites, List.of(), Provenance.rule(VERSION));
  }

  private static String shown(PatentQuery.Group group) {
    List<String> others = group.words().subList(1, group.words().size());
    return group.words().getFirst()
        + "^"
        + group.weight()
        + (others.isEmpty() ? "" : " (or " + String.join(", ", others) + ")");
  }

  /// The terms of a text, the weightiest first: what it is about, other things, what is done.
  static List<PatentQuery.Group> groups(String text, String whole) {
    List<PatentQuery.Group> groups = new ArrayList<>();
    for (Term term : Terms.of(text, whole)) {
      groups.add(new PatentQuery.Group(weight(term.kind()), term.words()));
    }
    groups.sort(Comparator.comparingInt(PatentQuery.Group::weight).reversed());
    return groups.subList(0, Math.min(groups.size(), PatentQuery.MAX_GROUPS));
  }

  private static int weight(Term.Kind kind) {
    return switch (kind) {
      case HEAD -> 6;
      case THING -> 5;
      case DEED -> 2;
      case QUALITY -> 1;
    };
  }

  /// Words that stand side by side within a sentence.
  private static List<String> pairs(String text) {
    List<String> all = new ArrayList<>();
    for (String sentence : PatentText.sentences(text)) {
      Optional<PatentText.Word> last = Optional.empty();
      for (PatentText.Word word : PatentText.words(sentence)) {
        last.filter(before -> !before.stem().equals(word.stem()))
            .map(before -> before.written() + " " + word.written())
            .filter(pair -> !all.contains(pair) && all.size() < MAX_PAIRS)
            .ifPresent(all::add);
        last = Optional.of(word);
      }
    }
    return all;
  }
}
