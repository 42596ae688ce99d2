package dev.converge.domain.patent.claim;

import dev.converge.domain.patent.grammar.NounPhrase;
import dev.converge.domain.patent.grammar.Part;
import dev.converge.domain.patent.grammar.Sentence;
import dev.converge.domain.patent.grammar.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes the elements of a claim to a thing of what an inventor says of it: "it contains a small
/// motor and a radio" becomes "a motor" and "a radio", "a spring lifts the lid" becomes "a spring
/// configured to lift the lid". Words that only praise or leave open how much are left out; nothing
/// is added but the words that join.
public final class ProductElements {
  private static final Set<String> HAVING =
      Set.of("have", "contain", "comprise", "include", "carry", "possess", "consist");

  /// Verbs that say how a thing is rather than what it does.
  private static final Set<String> STATES =
      Set.of(
          "hold",
          "contain",
          "carry",
          "form",
          "surround",
          "cover",
          "connect",
          "extend",
          "end",
          "support",
          "join",
          "enclose",
          "face",
          "lie",
          "stand",
          "overlap",
          "protrude",
          "define",
          "bear",
          "couple",
          "link",
          "line",
          "have",
          "comprise",
          "include",
          "project",
          "run");

  /// Articles of a thing that was not named before.
  private static final Set<String> FRESH = Set.of("a", "an");

  /// Who does something with an invention, and is none.
  private static final Set<String> PEOPLE =
      Set.of(
          "user",
          "person",
          "operator",
          "owner",
          "driver",
          "rider",
          "worker",
          "patient",
          "customer",
          "doctor",
          "nurse",
          "child",
          "man",
          "woman");

  private static final Set<String> ABLE = Set.of("can", "may", "will");

  private final Sentence sentence;
  private final List<Word> words;
  private final String subject;

  private ProductElements(String text, String subject) {
    sentence = Sentence.of(text);
    words = sentence.words();
    this.subject = ClaimWording.head(subject);
  }

  /// The elements that a part of a disclosure says, each a noun phrase with what it does, or a
  /// clause that says how something is.
  ///
  /// @param subject what the invention is, as the preamble has it
  public static List<String> of(String text, String subject) {
    String bare = ClaimWording.part(text, subject);
    ProductElements one = new ProductElements(bare, subject);
    if (one.words.isEmpty() || one.words.getFirst().is(Part.GERUND)) {
      return List.of(bare);
    }
    List<String> elements = one.elements();
    return elements.isEmpty() ? List.of(bare) : elements;
  }

  /// What a subject that goes on with "that" or "which" says, apart from what it is: "A lock that
  /// contains a motor" has the subject "A lock" and the element "a motor".
  ///
  /// @param elements takes the elements
  /// @return the subject alone
  public static String split(String subject, List<String> elements) {
    ProductElements one = new ProductElements(ClaimWording.lower(subject), subject);
    int relative = one.relative();
    if (relative <= 0 || relative + 1 >= one.words.size()) {
      return subject;
    }
    int verb = one.past(relative + 1);
    boolean has =
        verb + 1 < one.words.size()
            && one.words.get(verb).lower().equals("has")
            && !one.words.get(verb + 1).is(Part.PARTICIPLE);
    if (verb >= one.words.size() || (!one.words.get(verb).is(Part.VERB) && !has)) {
      return subject;
    }
    elements.addAll(has ? one.list(verb + 1) : one.said(verb));
    return ClaimWording.capital(one.text(0, relative));
  }

  /// A sentence that says what a thing does or has, as the thing that does or has it: "a gateway
  /// delivers messages" becomes "a gateway that delivers messages". Empty if it says something
  /// else, such as what is done with a thing.
  static Optional<String> thing(String sentence) {
    ProductElements one = new ProductElements(sentence, sentence);
    int verb = one.verb();
    if (verb < 2 || !FRESH.contains(one.words.getFirst().lower()) || one.sentence.end(0) < 2) {
      return Optional.empty();
    }
    Word acts = one.words.get(verb);
    boolean has = acts.lemma().equals("have");
    boolean does = acts.is(Part.VERB) && !acts.lower().equals(acts.lemma());
    if (!has && !does && !ABLE.contains(acts.lower())) {
      return Optional.empty();
    }
    if (PEOPLE.contains(one.words.get(one.sentence.end(0) - 1).lower()) || one.goesOn(verb)) {
      return Optional.empty();
    }
    String before = one.sentence.text(0, verb);
    String joint = one.joint(verb).equals(" ") ? " that " : ", which ";
    String says = has ? "contains" : acts.written();
    return Optional.of(before + joint + says + " " + one.sentence.text(verb + 1, one.words.size()));
  }

  /// Whether another thing does something after a verb: "and a counter counts them".
  private boolean goesOn(int verb) {
    for (int i = verb + 1; i + 1 < words.size(); i++) {
      int end = sentence.end(i + 1);
      if (words.get(i).is(Part.CONJUNCTION)
          && end > i + 1
          && end < words.size()
          && (words.get(end).is(Part.VERB) || words.get(end).is(Part.AUXILIARY))) {
        return true;
      }
    }
    return false;
  }

  private List<String> elements() {
    int relative = relative();
    int verb = verb();
    if (verb < 0 || (relative >= 0 && relative < verb)) {
      return relative < 0 ? list(0) : described(relative);
    }
    return clause(verb);
  }

  /// Where the first "that" or "which" stands; -1 if none does.
  private int relative() {
    for (int i = 1; i < words.size(); i++) {
      Word word = words.get(i);
      if (word.is(Part.RELATIVE) && Set.of("that", "which", "who").contains(word.lower())) {
        return i;
      }
      if (word.is(Part.RELATIVE)) {
        return -1;
      }
    }
    return -1;
  }

  /// Where the verb of the sentence stands; -1 if it has none.
  private int verb() {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).is(Part.VERB) || words.get(i).is(Part.AUXILIARY)) {
        return i;
      }
    }
    return -1;
  }

  private int past(int from) {
    int at = from;
    while (at < words.size() && words.get(at).is(Part.ADVERB)) {
      at++;
    }
    return at;
  }

  /// A thing with what it does: "a spring that lifts the lid".
  private List<String> described(int relative) {
    int verb = past(relative + 1);
    if (verb >= words.size() || !words.get(verb).is(Part.VERB)) {
      return List.of(text(0, words.size()));
    }
    return List.of(text(0, relative) + joint(relative) + does(verb));
  }

  /// A comma where something stands between a thing and what it does.
  private String joint(int to) {
    boolean apart =
        words.subList(0, to).stream()
            .anyMatch(word -> word.is(Part.PREPOSITION) && !word.lower().equals("of"));
    return apart ? ", " : " ";
  }

  private List<String> clause(int verb) {
    List<NounPhrase> things = new ProductElements(text(0, verb), subject).sentence.phrases();
    boolean itself = words.getFirst().is(Part.PRONOUN);
    if (things.isEmpty() && !itself) {
      return List.of();
    }
    boolean whole =
        itself || ClaimWording.lower(subject).endsWith(things.getFirst().head().lower());
    Word acts = words.get(verb);
    if (whole && acts.is(Part.VERB)) {
      return said(verb);
    }
    if (whole && acts.lemma().equals("have")) {
      return list(verb + 1);
    }
    if (itself) {
      return List.of("the " + subject + " " + text(verb, words.size()));
    }
    String determiner = things.getFirst().determiner();
    boolean fresh = determiner.equals("a") || determiner.equals("an") || determiner.isEmpty();
    if (acts.is(Part.VERB) && fresh) {
      return List.of(text(0, verb) + joint(verb) + does(verb));
    }
    boolean placed =
        acts.lemma().equals("be")
            && verb + 1 < words.size()
            && words.get(verb + 1).is(Part.PARTICIPLE);
    if (placed && fresh && determiner.startsWith("a")) {
      return List.of(text(0, verb) + " " + text(verb + 1, words.size()));
    }
    if (acts.is(Part.VERB) && !STATES.contains(acts.lemma())) {
      boolean several = things.getFirst().head().lower().endsWith("s");
      return List.of(text(0, verb) + (several ? " are " : " is ") + does(verb));
    }
    return List.of(text(0, words.size()));
  }

  /// What the subject itself has or does.
  private List<String> said(int verb) {
    if (HAVING.contains(words.get(verb).lemma())) {
      return list(verb + 1);
    }
    return List.of("the " + subject + " is " + does(verb));
  }

  /// What is done, as what a thing is made to do: "configured to lift the lid and to ring".
  private String does(int verb) {
    Word first = words.get(verb);
    String rest = rest(verb + 1, first);
    if (STATES.contains(first.lemma())) {
      Optional<String> holding = ClaimSteps.gerund(first.lemma() + "s");
      if (holding.isPresent()) {
        return holding.get() + rest;
      }
    }
    return "configured to " + first.lemma() + rest;
  }

  /// The rest of a clause; a verb that follows "and" goes with the first.
  private String rest(int from, Word first) {
    StringBuilder text = new StringBuilder();
    boolean states = STATES.contains(first.lemma());
    int start = from;
    for (int i = from; i < words.size(); i++) {
      boolean joined = i > 0 && words.get(i - 1).is(Part.CONJUNCTION);
      if (joined
          && words.get(i).is(Part.VERB)
          && !words.get(i).lower().equals(words.get(i).lemma())) {
        put(text, text(start, i));
        String base = words.get(i).lemma();
        put(text, states ? ClaimSteps.gerund(base + "s").orElse(base) : "to " + base);
        start = i + 1;
      }
    }
    put(text, text(start, words.size()));
    return text.isEmpty() ? "" : " " + text;
  }

  private static void put(StringBuilder text, String more) {
    if (!more.isEmpty()) {
      text.append(text.isEmpty() || more.startsWith(",") ? "" : " ").append(more);
    }
  }

  /// The things of a list, each with what belongs to it: "a motor and a radio with an antenna".
  private List<String> list(int from) {
    List<String> all = new ArrayList<>();
    int start = from;
    for (int i = from; i < words.size(); i++) {
      boolean separates = words.get(i).is(Part.CONJUNCTION) || words.get(i).lower().equals(",");
      int next = i + 1;
      if (separates && next < words.size() && words.get(next).is(Part.CONJUNCTION)) {
        next++;
      }
      if (separates && next < words.size() && opens(next)) {
        add(text(start, i), all);
        start = next;
        i = next;
      } else if (words.get(i).is(Part.RELATIVE)) {
        break;
      }
    }
    String last = text(start, words.size());
    if (start > from) {
      add(last, all);
      return all;
    }
    // A single thing may go on with what it does.
    return last.isEmpty() ? List.of() : from == 0 ? List.of(last) : of(last, subject);
  }

  private static void add(String element, List<String> all) {
    String bare = element.strip();
    if (!bare.isEmpty()) {
      all.add(bare);
    }
  }

  /// Whether a new thing begins: an article or a number of things.
  private boolean opens(int at) {
    Word word = words.get(at);
    boolean article =
        word.is(Part.DETERMINER) && !Set.of("the", "its", "their").contains(word.lower());
    return (article || word.is(Part.NUMBER)) && sentence.end(at) > at;
  }

  /// Words as text, without those that praise, and with the article that fits.
  private String text(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < Math.min(to, words.size()); i++) {
      Word word = words.get(i);
      boolean noun =
          i + 1 < words.size()
              && (words.get(i + 1).is(Part.NOUN) || words.get(i + 1).is(Part.ADJECTIVE));
      if (word.vague() && word.is(Part.ADJECTIVE) && noun) {
        continue;
      }
      boolean mark = word.is(Part.MARK) && !word.written().equals("(");
      text.append(text.isEmpty() || mark ? "" : " ").append(word.written());
    }
    return ClaimArticles.fitting(text.toString().strip().replaceAll("[,;:]+$", ""));
  }
}
