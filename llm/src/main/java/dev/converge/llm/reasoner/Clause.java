package dev.converge.llm.reasoner;

import java.util.List;
import java.util.Set;

/// The smallest piece of a passage that says something.
///
/// @param source id of the passage
/// @param order among all clauses
/// @param text as it stands there, without what introduces it
/// @param core the text without trailing limits: "within 12 months" and the like
/// @param limits those, one by one
/// @param scope what the passage is about, where its first clause says so; or empty
/// @param role what it can be used for
/// @param cues what its words hint at
/// @param stems of its words
/// @param finite whether it has a subject and a verb of its own
/// @param first whether the passage begins with it
/// @param action whether it says what to do, as in "sign 40 employers"
/// @param keeps whether its first letter is a capital wherever it stands
record Clause(
    String source,
    int order,
    String text,
    String core,
    List<String> limits,
    String scope,
    Role role,
    Set<Cue> cues,
    Set<String> stems,
    boolean finite,
    boolean first,
    boolean action,
    boolean keeps) {
  private static final int SHORT = 10;

  /// What a clause can be used for.
  enum Role {
    /// Whom or what it is for.
    MARKET,
    /// What there is to offer.
    OFFER,
    /// What is to be reached.
    AIM,
    /// Who else is there.
    RIVAL,
    /// What binds or may go wrong.
    LIMIT,
    /// None of these.
    OTHER
  }

  /// Source and place tell clauses apart well enough to find them in a set.
  @Override
  public int hashCode() {
    return 31 * source.hashCode() + order;
  }

  /// With what it is about, where that is not said in it.
  String scoped() {
    return text + about();
  }

  private String about() {
    return scope.isEmpty() || first || stems.containsAll(TextAnalysis.stems(scope))
        ? ""
        : " (" + scope + ")";
  }

  boolean isScope() {
    return text.equals(scope);
  }

  boolean scopes(Clause other) {
    return !other.isScope() && other.source.equals(source);
  }

  /// For the middle of a sentence.
  String inner() {
    return keeps ? text : TextAnalysis.inner(text);
  }

  /// The same, without its limits.
  String innerCore() {
    return keeps ? core : TextAnalysis.inner(core);
  }

  /// The same, where a sentence wants the name of a thing.
  String thing() {
    return finite ? "“" + innerCore() + "”" : innerCore();
  }

  /// The same, only the name of the thing where it has one: "Readalong" of "Readalong, an app …".
  String name() {
    int comma = core.indexOf(", ");
    return !finite && comma > 0 && keeps ? core.substring(0, comma) : innerCore();
  }

  /// The same, in a few words: the name that it begins with, or its beginning.
  String brief() {
    String name = name();
    List<String> words = List.of(name.split(" ", -1));
    String few = words.size() <= SHORT ? name : String.join(" ", words.subList(0, SHORT)) + "…";
    return finite || words.size() > SHORT ? "“" + few + "”" : few;
  }
}
