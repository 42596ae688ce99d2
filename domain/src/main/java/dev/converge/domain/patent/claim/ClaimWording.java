package dev.converge.domain.patent.claim;

import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.search.PatentFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How what an inventor says is put into the words of a claim. English only; nothing is added but
/// the words that join.
public final class ClaimWording {
  /// What a part of an invention is in grammar.
  public enum Form {
    /// Something that there is: "a lid that closes".
    THING,
    /// Something that is done: "closing the lid".
    STEP,
    /// Something that is so: "the lid closes by itself".
    CONDITION
  }

  private static final Set<String> ONE = Set.of("a", "an", "each", "every", "one");
  private static final Set<String> DETERMINERS =
      Set.of("a", "an", "the", "its", "each", "every", "one", "it", "them", "their", "all", "both");
  static final Set<String> RELATIVE =
      Set.of(
          "that",
          "which",
          "who",
          "whose",
          "where",
          "wherein",
          "when",
          "whereby",
          "while",
          "if",
          "until",
          "configured");
  static final Set<String> VERBS =
      Set.of(
          "is", "are", "was", "were", "has", "have", "can", "may", "will", "must", "cannot",
          "does");
  private static final Set<String> PREPOSITIONS =
      Set.of(
          "of", "with", "for", "in", "on", "at", "by", "from", "to", "and", "or", "between", "into",
          "along", "through", "over", "onto", "against", "around", "back");

  private static final Set<String> AFTER = after();
  private static final Set<String> PLURAL_VERBS =
      Set.of(
          ("hold form turn move carry drive keep close open grip catch press receive send cut guide"
                  + " lock cover connect join pass share engage surround support store measure"
                  + " control end lie run stand extend project point meet touch rest slide rotate"
                  + " rise fall enter leave stay remain face overlap mesh bear act flow")
              .split(" ", -1));
  private static final Set<String> METHODS =
      Set.of("method", "process", "procedure", "technique", "way", "use");

  /// Leads to what is done, where that is a sentence.
  private static final String BY_WHICH = "method by which ";

  private static final Pattern SAYS =
      Pattern.compile(
          "(?i)^(?:(?:the|this|our|my)(?: present)? invention (?:is|relates to|concerns|provides)|"
              + "(?:we|i)(?: have)? (?:invented|developed|built|made|designed)|(?:this|it|here) is|"
              + "disclosed is)\\s+");
  private static final Pattern LEADING =
      Pattern.compile(
          "(?i)^(?:(?:it|this|the (?:device|machine|apparatus|invention)) "
              + "(?:has|includes|comprises|contains)|there (?:is|are)|with|having|has|including|"
              + "includes|comprising|comprises|consisting of|further comprising)\\s+");
  private static final Pattern HAS =
      Pattern.compile(
          "(?i)^the ((?:[\\p{L}-]+ ){0,2}[\\p{L}-]+) (?:has|comprises|includes|contains|carries) (.+)$");
  private static final Pattern HEAD_ENDS =
      Pattern.compile(
          "\\s(?:that|which|who|whose|for|in|to|with|of|by|at|on|from|having|where|when|made|without|"
              + "through|using|and|worn|so|between|under|over|inside|within|above|below|around|"
              + "against|along|near|behind|into)\\b|[,:;]");
  private static final Pattern DESCRIBES =
      Pattern.compile("\\s(?:that|which|who|whose|where|when|wherein|having)\\b|[,:;]");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern MARKS = Pattern.compile("[^\\p{L}\\p{N}-]");
  private static final Pattern TRAILING = Pattern.compile("[\\s,;.:]+$");
  private static final Pattern NO_PLURAL = Pattern.compile("(?:ss|us|is|ics)\\z");

  private ClaimWording() {}

  private static Set<String> after() {
    Set<String> all = new TreeSet<>(PREPOSITIONS);
    all.addAll(Set.of("when", "while", "until", "if", "as", "before", "after", "where"));
    all.removeAll(Set.of("of", "and", "or"));
    return all;
  }

  /// A part without what only leads to it, its first word in lower case unless it is a name.
  public static String part(String text) {
    String bare = TRAILING.matcher(text.strip()).replaceAll("");
    return lower(LEADING.matcher(bare).replaceFirst(""));
  }

  /// The same, and without saying again that the subject has it: "the strip has small hooks".
  public static String part(String text, String subject) {
    String bare = part(text);
    Matcher has = HAS.matcher(bare);
    return has.matches()
            && PatentText.stems(subject).containsAll(PatentText.stems(has.group(1)))
            && !PatentText.stems(has.group(2)).isEmpty()
        ? has.group(2)
        : bare;
  }

  /// What the invention is, as the preamble of a claim has it, from the sentence that says it.
  public static String subject(String sentence) {
    String bare = part(SAYS.matcher(sentence.strip()).replaceFirst(""));
    return capital(
        switch (form(bare)) {
          case THING -> bare;
          case STEP -> "a method of " + bare;
          case CONDITION -> ProductElements.thing(bare).orElse("a " + BY_WHICH + bare);
        });
  }

  /// Whether a preamble speaks of something that is done.
  public static boolean method(String subject) {
    String head = head(subject);
    return METHODS.contains(head.substring(head.lastIndexOf(' ') + 1));
  }

  /// What later claims call the subject: `machine` of "A machine for making parts".
  static String head(String subject) {
    String bare = lower(subject).replaceFirst("^(?:an?|the|one or more)\\s+", "");
    Matcher end = HEAD_ENDS.matcher(bare);
    return end.find() && end.start() > 0 ? bare.substring(0, end.start()) : bare;
  }

  /// What a title says: the subject without its article and without what only describes it.
  public static String title(String subject) {
    String bare = lower(subject).replaceFirst("^(?:an?|the|one or more)\\s+", "");
    Matcher end = DESCRIBES.matcher(bare);
    boolean cut = !bare.startsWith(BY_WHICH) && end.find();
    return (cut ? bare.substring(0, end.start()) : bare).toUpperCase(Locale.ROOT);
  }

  /// That the subject has a part, as a sentence.
  public static String has(String subject, String part) {
    String head = head(subject);
    return switch (form(part)) {
      case THING -> "The " + head + " comprises " + part + ".";
      case STEP -> (method(subject) ? "The " : "Use of the ") + head + " comprises " + part + ".";
      case CONDITION -> "In the " + head + ", " + part + ".";
    };
  }

  /// The grammatical form of a part of a claim.
  public static Form form(String part) {
    List<String> words = new ArrayList<>();
    for (String word : SPACE.split(part.toLowerCase(Locale.ROOT), -1)) {
      words.add(MARKS.matcher(word).replaceAll(""));
    }
    String first = words.getFirst();
    if (first.length() > 4 && first.endsWith("ing") && !ClaimSteps.NO_STEP.contains(first)) {
      return Form.STEP;
    }
    return says(words) ? Form.CONDITION : Form.THING;
  }

  /// Whether there is a verb before anything that only describes.
  private static boolean says(List<String> words) {
    boolean singular = ONE.contains(words.getFirst());
    boolean within = false;
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      if (RELATIVE.contains(word)) {
        return false;
      }
      String before = words.get(i - 1);
      boolean object = i + 1 < words.size() && DETERMINERS.contains(words.get(i + 1));
      boolean along = i + 1 < words.size() && AFTER.contains(words.get(i + 1));
      boolean noun = !DETERMINERS.contains(before) && !PREPOSITIONS.contains(before);
      if (VERBS.contains(word)
          || (noun && PLURAL_VERBS.contains(word) && (object || (along && before.endsWith("s"))))
          || (noun && !within && third(word) && (object || (along && singular)))) {
        return true;
      }
      within = PREPOSITIONS.contains(word) || (within && !DETERMINERS.contains(word));
    }
    return false;
  }

  private static boolean third(String word) {
    return word.length() > 3 && word.endsWith("s") && !NO_PLURAL.matcher(word).find();
  }

  /// The text of a claim with each thing brought in where it is named first.
  ///
  /// @param before what is claimed in the claims that it depends on
  public static String settled(String before, String text) {
    return ClaimArticles.settled(before, text);
  }

  /// An independent claim.
  ///
  /// @param steps whether it claims what is done
  public static String independent(String subject, List<String> parts, boolean steps) {
    boolean performed = steps && !method(subject);
    String preamble = performed ? "A method performed with " + lower(subject) : subject;
    List<String> listed = new ArrayList<>();
    List<String> so = new ArrayList<>();
    for (String part : parts) {
      switch (form(part)) {
        case THING -> listed.add(steps ? ClaimSteps.step(part) : part);
        case STEP -> listed.add(part);
        case CONDITION -> {
          boolean step = steps && done(part);
          (step ? listed : so).add(step ? ClaimSteps.step(part) : part);
        }
      }
    }
    String comprising = performed ? ", the method comprising:" : ", comprising:";
    String text = preamble + (listed.isEmpty() ? "" : comprising + "\n  " + series(listed));
    return text + (so.isEmpty() ? "" : ", wherein " + String.join(", and wherein ", so)) + ".";
  }

  private static String series(List<String> parts) {
    int last = parts.size() - 1;
    return last == 0
        ? parts.getFirst()
        : String.join(";\n  ", parts.subList(0, last)) + "; and\n  " + parts.get(last);
  }

  /// A claim that adds a part to another.
  public static String dependent(String subject, int on, String part) {
    boolean step = method(subject) && done(part);
    boolean so = form(part) == Form.CONDITION && !step;
    return PatentFacts.say(
        "The %s of claim %d, %s %s.",
        head(subject),
        on,
        so ? "wherein" : "further comprising",
        step ? ClaimSteps.step(part) : part);
  }

  /// Whether a part that says how something is can be said as what is done.
  private static boolean done(String part) {
    return !ClaimSteps.step(part).equals(part);
  }

  /// The text with its first letter in lower case, unless its first word is an acronym or a name.
  public static String lower(String text) {
    int end = text.indexOf(' ') < 0 ? text.length() : text.indexOf(' ');
    String rest = text.substring(Math.min(1, end), end);
    boolean name = rest.chars().anyMatch(c -> Character.isUpperCase(c) || Character.isDigit(c));
    return name || text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  /// The text with its first letter in upper case.
  public static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /// With a full stop at its end.
  public static String sentence(String text) {
    String bare = text.strip();
    return bare.isEmpty() || ".!?…".indexOf(bare.charAt(bare.length() - 1)) >= 0
        ? bare
        : bare + ".";
  }
}
