package dev.converge.llm.reasoner.draft;

import dev.converge.llm.model.PromptFact;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a text is about, as the roots of its words: those that speak of writing, and those that
/// stand in every text, are none.
final class Keywords {
  private static final List<String> ENDINGS =
      List.of(
          "ations", "ation", "ated", "ating", "ate", "ance", "ence", "ant", "ent", "ing", "ed",
          "er", "ion");

  /// Letters that stay at least before an ending that is in many words by chance.
  private static final Map<String, Integer> LEAST = least();

  private static Map<String, Integer> least() {
    Map<String, Integer> least = new HashMap<>();
    for (String ending : ENDINGS) {
      if (ending.startsWith("at")) {
        least.put(ending, 4);
      } else if (ending.startsWith("en") || ending.startsWith("an") || ending.equals("er")) {
        least.put(ending, 5);
      }
    }
    return least;
  }

  /// An ending that another form of the word may not have: "noise", "noisy", but not "honey".
  private static final Pattern SILENT = Pattern.compile(".*[^e]e|...+[^aeiou]y");

  private static final Set<String> FUNCTION =
      set(
          "a an and any are as at be been but by can do does each every for from had has have"
              + " how if in into is it its may more most no not of on one only or other our"
              + " over per so some such than that the their them then there these they this"
              + " those to under up was we were what when where which who will with you your"
              + " about above across after again against all almost along already also although always among"
              + " another anyone because become before below between both cannot come could day during"
              + " either else enough even ever few first follow get give go good great he her here him his"
              + " however i instead just keep last least less let like little long made make many me might"
              + " mine much must my near need neither never new next nor now off often old once order others"
              + " out own part people per please quite rather really same say see several shall she should"
              + " since still take than thing though through time today together too toward us use used very"
              + " want way well were whether while why within without work would year yet"
              // German, French, Spanish: words that stand in every text
              + " aber als auch auf aus bei bis das dass dem den der des die doch ein eine einem einen einer"
              + " eines für gegen haben hat ist kann können muss müssen mit nach nicht noch nur oder ohne sein sich sie"
              + " sind soll sollen über und unter vom von vor was wenn wer werden wie wir wird zum zur"
              + " och att det som för med är på till inte den de vi har om från utan eller även vad hur ska måste behöver vill många kan ett av sin sitt"
              + " au aux avec ce ces cette dans de des du elle en est et il ils la le les leur mais ne nous"
              + " ou par pas plus pour que qui sa se ses son sont sur un une vous"
              + " al como con del el ella ellos entre es esta este ha hay las lo los más no para pero por"
              + " según ser si sin sobre su sus también una uno y");

  private static final Set<String> WRITING =
      set(
          "advise affect answer article ask audience author blog brief briefing compose decide describe description detail"
              + " document draft email essay explain explanation fact guide happen information know knowledge learn letter"
              + " list memo message minute mention newsletter note outline overview page paragraph piece post"
              + " prepare press question read reader release report sentence short source statement summarise"
              + " summarize summary tell text topic understand update word write writing written"
              + " artikel beschreibe brief erkläre schreibe text leser zusammenfassung fasse zusammen verfasse mitteilung kurze kurzen"
              + " skriv sammanfatta beskriv förklara notis meddelande"
              + " rédige résume décris explique court texte escribe resume redacta describe explica texto breve");

  private static final int MOST_HEADS = 2;

  /// Letters of a word that may be part of a compound.
  private static final int SHORTEST_PART = 4;

  private static final Pattern ABOUT =
      Pattern.compile(
          "\\b(?:about|on|regarding|concerning|über|sur|sobre)\\s", Pattern.CASE_INSENSITIVE);

  private static final Pattern SEPARATORS = Pattern.compile("[._:-]+");

  private static final Pattern PARTS =
      Pattern.compile(
          "[,;:.?!\\n]+(?:\\s+|$)|\\s+and\\s+"
              + "|\\s+und\\s+(?=(?:wer|wen|an wen|was|wann|wie|wo|warum)\\b)"
              + "|\\s+och\\s+(?=(?:vem|vad|när|hur|var|varför)\\b)"
              + "|\\s+et\\s+(?=(?:à qui|qui|quand|où|comment|combien|pourquoi|ce qu)\\b)"
              + "|\\s+y\\s+(?=(?:a quién|quién|cuándo|cómo|dónde|cuánto|qué)\\b)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  /// Whom it is for: up to three words after what is to be written, or after who is to be told.
  private static final Pattern READERS =
      Pattern.compile(
          "\\b(articles?|announcement|brief(?:ing)?|email|explain|guide|letter|memo|message|newsletter|note"
              + "|overview|page|paragraphs?|piece|post|report|statement|summary|text|update|write)"
              + "\\s+(?:for|to)\\s+(?:(?:a|an|the|our|your|all)\\s+)?"
              + "(?:(?!(?:about|on|why|how|what|which|that|who|when|where|whether|to)\\b)[\\p{L}-]+\\s*){1,3}",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern PURPOSE =
      Pattern.compile(
          "^(?:they|so that|afterwards|the (?:reader|audience)s?|readers?|it should|keep|use)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private Keywords() {}

  private static Set<String> set(String words) {
    Set<String> set = new HashSet<>();
    for (String word : words.split("\\s+", -1)) {
      set.add(root(word));
    }
    return set;
  }

  /// The roots of a text's words, as often as they stand there.
  static List<String> roots(String text) {
    List<String> roots = new ArrayList<>();
    for (String word : Words.of(text)) {
      for (String part : parts(word)) {
        String root = root(part);
        if (!FUNCTION.contains(root)) {
          roots.add(root);
        }
      }
    }
    return roots;
  }

  /// The roots among those that are asked about with which a root forms a compound, or of which it
  /// is a part: "Prüfung" of "Fahrradprüfung", whatever their umlauts.
  static Set<String> compounds(String root, Set<String> asked) {
    Set<String> found = new LinkedHashSet<>();
    String plain = withoutUmlauts(root);
    for (String each : asked) {
      String other = withoutUmlauts(each);
      boolean longer = plain.length() >= other.length();
      String whole = longer ? plain : other;
      String part = longer ? other : plain;
      boolean compound =
          part.length() >= SHORTEST_PART && (whole.startsWith(part) || whole.endsWith(part));
      if (compound) {
        found.add(each);
      }
    }
    return found;
  }

  /// How many roots of a text are those of a question, or in some languages parts of them.
  static int shared(Collection<String> roots, Set<String> asked, SeedLanguage language) {
    boolean parts = language == SeedLanguage.DE || language == SeedLanguage.SV;
    int shared = 0;
    for (String root : new LinkedHashSet<>(roots)) {
      boolean same = asked.contains(root) || (parts && !compounds(root, asked).isEmpty());
      shared += same ? 1 : 0;
    }
    return shared;
  }

  private static String withoutUmlauts(String root) {
    String plain = root.replace('ä', 'a').replace('ö', 'o').replace('ü', 'u');
    return plain.length() > SHORTEST_PART + 1 && plain.endsWith("a")
        ? plain.substring(0, plain.length() - 1)
        : plain;
  }

  /// With what two neighbours make when they are written as one: "honey bees" and "honeybees".
  static Set<String> withPairs(List<String> roots) {
    Set<String> all = new LinkedHashSet<>(roots);
    for (int i = 0; i + 1 < roots.size(); i++) {
      all.add(Words.stem(roots.get(i) + roots.get(i + 1)));
    }
    return all;
  }

  /// A brief without whom it is for.
  static String withoutReaders(String text) {
    return READERS.matcher(text).replaceAll("$1 ").strip();
  }

  /// What is asked about: roots, each with the word that it stands for.
  static Map<String, String> asked(String text) {
    Map<String, String> asked = new LinkedHashMap<>();
    for (String word : Words.of(text)) {
      for (String part : parts(word)) {
        String root = root(part);
        if (!FUNCTION.contains(root) && !WRITING.contains(root)) {
          asked.putIfAbsent(root, part);
        }
      }
    }
    return asked;
  }

  /// The roots that a brief is mostly about: those of its id, and the first after "about" and the
  /// like; where it has neither, its first.
  static Set<String> heads(String id, String text) {
    Set<String> heads = new LinkedHashSet<>();
    String name = SEPARATORS.matcher(id.substring(id.indexOf(':') + 1)).replaceAll(" ");
    heads.addAll(asked(name).keySet());
    Matcher about = ABOUT.matcher(text);
    if (about.find()) {
      asked(text.substring(about.end())).keySet().stream().limit(MOST_HEADS).forEach(heads::add);
    } else {
      asked(text).keySet().stream().limit(1).forEach(heads::add);
    }
    return heads;
  }

  /// The parts of a brief that each ask for something: not whom it is for, nor what readers are to
  /// do.
  static List<String> parts(PromptFact brief) {
    List<String> parts = new ArrayList<>();
    for (String part : PARTS.split(brief.content(), -1)) {
      String bare = withoutReaders(part.strip());
      if (!PURPOSE.matcher(bare).matches()
          && (!asked(bare).isEmpty() || !Need.asked(bare).isEmpty())) {
        parts.add(part.strip());
      }
    }
    return parts;
  }

  /// At hyphens; and two characters each of what is written without spaces.
  private static List<String> parts(String word) {
    int[] points = word.codePoints().toArray();
    if (points.length > 2 && Character.isIdeographic(points[0])) {
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i + 1 < points.length; i++) {
        pairs.add(new String(points, i, 2));
      }
      return pairs;
    }
    return List.of(word.split("-", -1)).stream().filter(part -> !part.isEmpty()).toList();
  }

  /// A word without the endings that English gives it: "pumps" and "pump", "saving" and "saves",
  /// "insulated" and "insulation" have one root. After Harman's S stemmer and step 1 of Porter's.
  static String root(String word) {
    String root = withoutPossessive(Words.fold(word));
    if (root.isEmpty() || Character.isDigit(root.codePointAt(0))) {
      return root;
    }
    root = singular(root);
    for (String ending : ENDINGS) {
      int stays = root.length() - ending.length();
      int least = LEAST.getOrDefault(ending, 3);
      if (root.endsWith(ending) && stays >= least && vowel(root.substring(0, stays))) {
        root = root.substring(0, stays);
        break;
      }
    }
    int end = root.length() - 1;
    if (end > 2
        && root.charAt(end) == root.charAt(end - 1)
        && "lszeo".indexOf(root.charAt(end)) < 0) {
      return root.substring(0, end);
    }
    boolean silent = SILENT.matcher(root).matches();
    return Words.stem(root.length() > 3 && silent ? root.substring(0, end) : root);
  }

  private static String withoutPossessive(String word) {
    int end = word.length();
    if (end > 1 && word.charAt(end - 1) == 's' && apostrophe(word.charAt(end - 2))) {
      return word.substring(0, end - 2);
    }
    return end > 0 && apostrophe(word.charAt(end - 1)) ? word.substring(0, end - 1) : word;
  }

  private static boolean apostrophe(char c) {
    return c == '\'' || c == '’';
  }

  private static String singular(String word) {
    if (word.length() > 4 && word.endsWith("ies")) {
      return word.substring(0, word.length() - 3) + "y";
    }
    boolean plural = word.length() > 3 && word.endsWith("s");
    boolean other = word.endsWith("ss") || word.endsWith("us") || word.endsWith("is");
    if (!plural || other) {
      return word;
    }
    String bare = word.substring(0, word.length() - 1);
    boolean hissing =
        bare.endsWith("sse") || bare.endsWith("xe") || bare.endsWith("che") || bare.endsWith("she");
    return hissing ? bare.substring(0, bare.length() - 1) : bare;
  }

  private static boolean vowel(String text) {
    return text.codePoints().anyMatch(c -> "aeiouyäöüéèà".indexOf(c) >= 0);
  }
}
