package dev.converge.llm.reasoner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Sentences made of clauses. Besides what the clauses say they use a few connecting words only, so
/// nothing is stated that no fact states; what is inferred says `may`.
final class SentenceTemplates {
  /// Every word of four letters or more that a sentence of the reasoner may have of its own; all
  /// others stand in what it cites, in the instruction or in the names of the contract.
  static final Set<String> CONNECTING =
      new TreeSet<>(
          List.of(
              ("against alone binds build doing else falls find first fits focus follow from help"
                      + " leaves match meet meets mind more name names nothing offer reach says short source sources speaks start that there"
                      + " this ties toward wanted what where whether while with work")
                  .split(" ", -1)));

  private SentenceTemplates() {}

  private static String toward(Optional<Clause> aim, int turn) {
    if (aim.isEmpty()) {
      return "";
    }
    Clause clause = aim.get();
    List<String> limits = clause.limits();
    String limit = limits.isEmpty() ? "" : " " + limits.get(turn % limits.size());
    return (clause.action() ? ", to " : ", toward ") + clause.innerCore() + limit;
  }

  /// What could be done: something offered where it is wanted, toward what is to be reached.
  static String act(Clause lead, List<Clause> offers, Optional<Clause> aim, int turn) {
    String toward = toward(aim, turn);
    String where = lead.innerScoped();
    if (offers.isEmpty()) {
      return TextAnalysis.sentence(
          (lead.finite() ? "Start where " : "Start with ") + where + toward);
    }
    String offer = offer(offers);
    if (lead.finite()) {
      return TextAnalysis.sentence("Where " + where + ", offer " + offer + toward);
    }
    if (lead.role() == Clause.Role.RIVAL) {
      return TextAnalysis.sentence("Set " + offer + " against " + where + toward);
    }
    return TextAnalysis.sentence(
        (lead.cues().contains(Cue.GROWTH) ? "Build on " : "Focus on ")
            + where
            + " with "
            + offer
            + toward);
  }

  private static String offer(List<Clause> offers) {
    return with(offers.getFirst().thing(), offers);
  }

  /// With the further thing that is said of what is offered.
  private static String with(String main, List<Clause> offers) {
    if (offers.size() == 1) {
      return main;
    }
    Clause more = offers.get(1);
    return more.finite() ? main + " (" + more.innerCore() + ")" : main + ", " + more.innerCore();
  }

  /// What may follow.
  static String infer(Clause lead, List<Clause> offers, Optional<Clause> aim) {
    String premise = (lead.finite() ? "If " : "With ") + lead.innerScoped();
    if (offers.isEmpty() && aim.isEmpty()) {
      return TextAnalysis.sentence(premise + ", more may follow from it");
    }
    String what = offers.isEmpty() ? "this" : with(offers.getFirst().name(), offers);
    if (aim.isEmpty()) {
      return TextAnalysis.sentence(premise + ", " + what + " may be what fits");
    }
    String help = aim.get().action() ? " may help to " : " may help toward ";
    return TextAnalysis.sentence(premise + ", " + what + help + aim.get().innerCore());
  }

  /// What is wanted set beside who serves it, or beside that nobody is named who does.
  static String beside(Clause lead, List<Clause> offers, Optional<Clause> rival) {
    String what = with(offers.getFirst().name(), offers);
    if (rival.isPresent()) {
      return TextAnalysis.sentence(
          "While "
              + rival.get().inner()
              + ", "
              + lead.innerScoped()
              + ": "
              + what
              + " may meet that");
    }
    return "No source names who meets this: "
        + TextAnalysis.sentence(lead.innerScoped(), false)
        + " "
        + TextAnalysis.sentence(what + " may");
  }

  /// A share that is wanted set against a smaller one that is there.
  static Optional<String> gap(Clause had, Clause wanted) {
    int have = TextAnalysis.percent(had.text());
    int want = TextAnalysis.percent(wanted.text());
    if (have <= 0 || want <= have || had.role() != Clause.Role.MARKET) {
      return Optional.empty();
    }
    return Optional.of(
        TextAnalysis.sentence(
            had.innerScoped() + " alone falls short of “" + wanted.innerCore() + "”"));
  }

  /// What no source says, put as a thing to find out.
  static List<Statement> open(Optional<Clause> lead, Optional<Clause> offer, boolean rivals) {
    List<Statement> found = new ArrayList<>();
    if (lead.isPresent() && offer.isPresent()) {
      List<Clause> both = List.of(lead.get(), offer.get());
      String text =
          "Find out first whether "
              + offer.get().brief()
              + " is wanted: no source says so of “"
              + lead.get().innerCore()
              + "”.";
      found.add(Statement.of(text, -5, both));
    }
    if (lead.isPresent() && !rivals) {
      String text =
          "Find out first what else there is for “"
              + lead.get().innerCore()
              + "”: no source names it.";
      found.add(Statement.of(text, -5, List.of(lead.get())));
    }
    if (offer.isPresent()) {
      String text =
          "Find out first what " + offer.get().brief() + " is to reach: no source names it.";
      found.add(Statement.of(text, -5, List.of(offer.get())));
    }
    return found;
  }

  static Optional<Clause> first(List<Clause> clauses, Clause.Role role) {
    return clauses.stream().filter(clause -> clause.role() == role).findFirst();
  }
}
