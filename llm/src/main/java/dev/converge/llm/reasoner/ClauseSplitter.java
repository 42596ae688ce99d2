package dev.converge.llm.reasoner;

import dev.converge.llm.model.PromptFact;
import dev.converge.llm.reasoner.text.Sentences;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes passages apart: sentences first, then clauses at commas and conjunctions, leaving
/// enumerations, numbers and what depends on the words before it whole.
final class ClauseSplitter {
  /// Maximum number of clauses of a passage that are read.
  static final int MOST_CLAUSES = 200;

  private static final int MOST_WORDS = 28;
  private static final int SCOPE_WORDS = 6;

  private static final Pattern SENTENCE_END =
      Pattern.compile("(?<=[.!?])\\s+(?=[^\\p{Ll}])|[;\\n\\r。！？；]+|\\s+[–—]\\s+");

  private static final Pattern BULLET = Pattern.compile("^(?:[-*•·]|\\d{1,2}[.)])\\s+");

  private static final Pattern COMMA =
      Pattern.compile("\\s*[,，、](?=\\s)\\s*|,?\\s+(?=(?:but|while|whereas|yet)\\s)");

  private static final Pattern DEPENDENT =
      Pattern.compile(
          "^(?:(?:but|yet) )?(?:which|who|whose|that|so|because|with|including|like|such|especially|mostly|mainly|as"
              + "|if|when|unless|although|though|from|for|to|by|in|on|at|per|than|of|within|without"
              + "|or|and|not|where|after|before|until|between|neither|nor|none|still|also|even|up|below|above)\\b.*",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern LEADING =
      Pattern.compile("^(?:and|but|while|whereas|yet|so)\\s+", Pattern.CASE_INSENSITIVE);

  /// Ways to begin that say nothing: what follows is the aim or the offer itself.
  private static final Pattern INTRODUCTION =
      Pattern.compile(
          "^(?:(?:we|i|the (?:company|team|firm|founders?))\\s+(?:want|wants|aim|aims|plan|plans|hope|hopes|intend|intends|need|needs)\\s+to"
              + "|(?:our|the|my)\\s+(?:goal|aim|target|objective|plan)\\s+is\\s+to"
              + "|(?:goal|aim|target|objective)\\s*:"
              + "|(?:we|i)\\s+(?:sell|offer|make|build|provide|deliver|develop|run|have|produce)"
              + "|(?:our|the)\\s+(?:product|service|tool|app|platform|solution)\\s+(?:is|are))\\s+",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern TAIL =
      Pattern.compile(
          ",?\\s+(?=(?:within|without|under|by (?:the )?(?:end|\\d|January|February|March|April|May|June|July"
              + "|August|September|October|November|December|spring|summer|autumn|winter|next)"
              + "|(?:on|with|for) a budget|before|until|at most|no more than"
              + "|in (?:\\d+|one|two|three|four|five|six|nine|ten|twelve) (?:days?|weeks?|months?|years?)"
              + "|at an? [\\p{L} ]{0,30}(?:cost|price))\\b)");

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /// What ends a clause and is no part of it.
  private static final Pattern END = Pattern.compile("[\\s.,:;]+$");

  private static final Pattern LABEL = Pattern.compile("^\\p{L}+(?: \\p{L}+)?:\\s+(?=\\S)");

  private static final Pattern NAMED =
      Pattern.compile(
          "^(\\p{Lu}[\\p{L}\\p{N}\\-]*(?: \\p{Lu}[\\p{L}\\p{N}\\-]*)?) (?:is|are) (an?|the) (.+)$");

  private static final Pattern NAMES_TOGETHER =
      Pattern.compile("^\\p{Lu}\\S*(?:,| and| or| &) \\p{Lu}.*");

  private static final Pattern MANY_OF_THEM =
      Pattern.compile("\\d{1,3}(?:[,.\u00a0]\\d{3})+|\\d{5,}");

  private static final Pattern ENGLISH =
      Pattern.compile(
          "(?i).*\\b(?:the|of|and|a|an|in|for|with|to|on|by|is|are|per|from|that|at|no)\\b.*",
          Pattern.DOTALL);

  private static final int WORDS_THAT_TELL_A_LANGUAGE = 4;

  private static final Pattern TO_DO = Pattern.compile("^.{0,60}\\bto\\s+$", Pattern.DOTALL);

  private static final Set<String> ACTIONS =
      words(
          "grow win launch reach achieve open double triple reduce cut raise hit enter earn sell become"
              + " sign increase expand improve keep make find build convert get add hire serve fill"
              + " bring attract retain deliver finish publish pass save lower lift boost secure gain"
              + " extend start prove test ship place train replace move release complete establish"
              + " acquire cover land create develop introduce halve");

  /// Words that are verbs wherever they stand.
  private static final Set<String> VERBS =
      words(
          "is are was were spend spends has have had can will does do did asks wants prefers seeks requires expects"
              + " buys complains pays waits grew rises rose fell falls becomes became dominate"
              + " dominates competes depends says adopts loses cannot must should would could"
              + " may might comes goes takes keeps tightens lasts connects relies exists doubled"
              + " tripled increased declined dropped started opened launched reached struggles fails"
              + " stays holds gives measures detects listens sends tells learns");

  /// Words that are verbs after those who do something: "buyers ask".
  private static final Set<String> VERBS_OF_MANY =
      words(
          "ask want need use prefer seek look require expect buy switch complain pay wait lead compete"
              + " sell offer make move lack cost depend say adopt lose come go take visit book"
              + " tighten shrink work love struggle fail rely exist grow rise fall report demand"
              + " request consider choose avoid trust like know try run hold own call stay read write");

  private static final Set<String> MANY =
      words("we they people you many few staff who everyone most");

  private static Set<String> words(String text) {
    return new TreeSet<>(List.of(text.split(" ", -1)));
  }

  private ClauseSplitter() {}

  /// The clauses of a passage.
  ///
  /// @param whole whether sentences stay whole
  static List<Clause> of(PromptFact passage, int from, boolean whole) {
    List<String> texts =
        whole
            ? Sentences.of(passage.content()).stream().map(Sentences::bare).distinct().toList()
            : split(passage.content());
    String scope = whole ? "" : scope(texts);
    boolean foreign =
        TextAnalysis.words(passage.content()).size() >= WORDS_THAT_TELL_A_LANGUAGE
            && !ENGLISH.matcher(passage.content()).matches();
    List<Clause> clauses = new ArrayList<>();
    for (String text : texts) {
      if (clauses.size() == MOST_CLAUSES) {
        break;
      }
      clauses.add(clause(passage, from + clauses.size(), text, scope, foreign, clauses.isEmpty()));
    }
    return clauses;
  }

  private static Clause clause(
      PromptFact passage, int order, String raw, String scope, boolean foreign, boolean first) {
    Matcher introduction = INTRODUCTION.matcher(raw);
    boolean introduced = introduction.lookingAt();
    String text = introduced ? raw.substring(introduction.end()) : raw;
    List<String> words = TextAnalysis.words(text);
    String start = words.isEmpty() ? "" : TextAnalysis.fold(words.getFirst());
    boolean toDo = introduced && TO_DO.matcher(introduction.group()).matches();
    boolean action = toDo || ACTIONS.contains(start);
    Matcher named = NAMED.matcher(text);
    boolean name = named.matches();
    String plain = name ? named.group(1) + ", " + named.group(2) + " " + named.group(3) : text;
    String[] parts = TAIL.split(plain, -1);
    Set<Cue> cues = Cue.in(text);
    if (MANY_OF_THEM.matcher(text).find()) {
      cues.add(Cue.SIZE);
    }
    boolean keeps =
        foreign
            || name
            || NAMES_TOGETHER.matcher(text).matches()
            || placed(passage).filter(role -> role == Clause.Role.RIVAL).isPresent();
    return new Clause(
        passage.id(),
        order,
        text,
        parts[0],
        List.of(parts).subList(1, parts.length),
        scope.equals(raw) ? text : scope,
        role(passage, cues, action),
        cues,
        TextAnalysis.stems(text),
        !name && finite(text),
        first,
        action,
        keeps);
  }

  /// What the passage is about: a first clause that only names something.
  private static String scope(List<String> texts) {
    if (texts.size() < 2) {
      return "";
    }
    String first = texts.getFirst();
    boolean names =
        !finite(first)
            && !TextAnalysis.number(first)
            && TextAnalysis.words(first).size() <= SCOPE_WORDS;
    return names ? first : "";
  }

  static List<String> split(String content) {
    List<String> clauses = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    for (String piece : SENTENCE_END.split(content, -1)) {
      String sentence = BULLET.matcher(piece.strip()).replaceFirst("");
      sentence = unlabelled(sentence);
      for (String clause : atCommas(sentence)) {
        String clean = clean(clause);
        if (!TextAnalysis.words(clean).isEmpty() && seen.add(TextAnalysis.fold(clean))) {
          clauses.add(clean);
        }
      }
    }
    return clauses;
  }

  /// Without a word or two and a colon at its beginning.
  static String unlabelled(String text) {
    Matcher label = LABEL.matcher(text);
    return label.lookingAt() ? text.substring(label.end()) : text;
  }

  private static List<String> atCommas(String sentence) {
    List<String> parts = new ArrayList<>();
    Matcher comma = COMMA.matcher(sentence);
    int start = 0;
    String joint = "";
    while (true) {
      boolean more = comma.find();
      String part = sentence.substring(start, more ? comma.start() : sentence.length());
      boolean whole = parts.isEmpty() || alone(part, parts.getLast());
      if (whole) {
        parts.add(part);
      } else {
        parts.set(parts.size() - 1, parts.getLast() + joint + part);
      }
      if (!more) {
        return parts;
      }
      joint = comma.group();
      start = comma.end();
    }
  }

  /// Whether a part stands for itself, or belongs to the one before: an item of an enumeration or
  /// something that depends on it.
  private static boolean alone(String part, String before) {
    int words = TextAnalysis.words(part).size();
    if (words + TextAnalysis.words(before).size() > MOST_WORDS) {
      return true;
    }
    boolean enumerated = words < 2 && !TextAnalysis.number(part);
    return !enumerated && !DEPENDENT.matcher(part.strip()).matches();
  }

  private static String clean(String clause) {
    String text = LEADING.matcher(clause.strip()).replaceFirst("");
    text = END.matcher(BLANKS.matcher(text).replaceAll(" ")).replaceFirst("");
    if (text.startsWith("(") && text.endsWith(")")) {
      text = text.substring(1, text.length() - 1);
    }
    return shorten(text);
  }

  private static String shorten(String text) {
    List<String> words = List.of(text.split(" ", -1));
    return words.size() <= MOST_WORDS ? text : String.join(" ", words.subList(0, MOST_WORDS)) + "…";
  }

  static boolean finite(String text) {
    List<String> words = TextAnalysis.words(text);
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i).toLowerCase(Locale.ROOT);
      String before = words.get(i - 1).toLowerCase(Locale.ROOT);
      boolean relative = before.equals("that") || before.equals("which") || before.equals("who");
      boolean many = before.endsWith("s") || MANY.contains(before);
      if (!relative && (VERBS.contains(word) || (many && VERBS_OF_MANY.contains(word)))) {
        return true;
      }
    }
    return false;
  }

  private static final TreeMap<String, Clause.Role> BY_PREFIX = new TreeMap<>();

  static {
    Set.of(
            "market",
            "customer",
            "customers",
            "segment",
            "audience",
            "region",
            "industry",
            "user",
            "users",
            "demand",
            "trend",
            "signal")
        .forEach(word -> BY_PREFIX.put(word, Clause.Role.MARKET));
    Set.of(
            "product",
            "service",
            "offer",
            "solution",
            "tool",
            "invention",
            "technology",
            "asset",
            "feature")
        .forEach(word -> BY_PREFIX.put(word, Clause.Role.OFFER));
    Set.of("goal", "objective", "target", "aim", "ambition", "kpi")
        .forEach(word -> BY_PREFIX.put(word, Clause.Role.AIM));
    Set.of("competitor", "competitors", "rival", "incumbent", "competition")
        .forEach(word -> BY_PREFIX.put(word, Clause.Role.RIVAL));
    Set.of("constraint", "limit", "budget", "regulation", "risk", "rule")
        .forEach(word -> BY_PREFIX.put(word, Clause.Role.LIMIT));
  }

  private static Optional<Clause.Role> placed(PromptFact passage) {
    int end = passage.id().indexOf(':');
    String prefix = passage.id().substring(0, Math.max(end, 0)).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(BY_PREFIX.get(prefix));
  }

  /// Where a passage stands says most; then what its words hint at.
  private static Clause.Role role(PromptFact passage, Set<Cue> cues, boolean action) {
    if (cues.contains(Cue.RIVAL)) {
      return Clause.Role.RIVAL;
    }
    Optional<Clause.Role> placed = placed(passage);
    if (placed.isPresent()) {
      return placed.get();
    }
    if (action) {
      return Clause.Role.AIM;
    }
    EnumSet<Cue> market = EnumSet.of(Cue.DEMAND, Cue.GROWTH, Cue.TREND, Cue.DECLINE);
    if (cues.stream().anyMatch(market::contains)) {
      return Clause.Role.MARKET;
    }
    if (cues.contains(Cue.OFFER) || cues.contains(Cue.PRICE)) {
      return Clause.Role.OFFER;
    }
    if (cues.contains(Cue.LIMIT) || cues.contains(Cue.RISK)) {
      return Clause.Role.LIMIT;
    }
    return cues.contains(Cue.SIZE) ? Clause.Role.MARKET : Clause.Role.OTHER;
  }
}
