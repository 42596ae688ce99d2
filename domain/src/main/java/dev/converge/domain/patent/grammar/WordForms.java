package dev.converge.domain.patent.grammar;

import java.util.Set;

/// The form under which a word stands in a dictionary: `lock` of "locks", `carry` of "carried".
/// Endings that make another word of it stay, so that an engineer is no engine; but a noun that
/// only names what a known verb does goes with the verb: `encrypt` of "encryption".
public final class WordForms {
  /// Words in -ing that are things or small words and come of no verb.
  private static final Set<String> NO_FORM =
      Lexicon.set(
          "string ring spring wing ceiling housing bearing thing king sling evening morning"
              + " something nothing anything everything during awning sibling bushing lightning"
              + " pudding herring earring bring sing fling cling swing sting viking being bus gas"
              + " lens axis basis apparatus species series glass its this thus plus less unless"
              + " various always perhaps across himself is was has does as us yes news physics"
              + " electronics optics mechanics diabetes pancreas virus bias canvas chaos focus"
              + " chassis analysis synthesis need seed speed feed bed red weed reed steed shed sled"
              + " deed bleed breed hundred indeed embed aircraft lathe");

  private WordForms() {}

  /// The dictionary form of a word in lower case.
  public static String lemma(String word) {
    String known = Lexicon.irregular(word);
    if (known != null) {
      return known;
    }
    if (word.length() < 4 || NO_FORM.contains(word)) {
      return plural(word);
    }
    if (word.endsWith("ied")) {
      return word.length() > 4 ? word.substring(0, word.length() - 3) + "y" : word;
    }
    if (word.endsWith("ed")) {
      return base(word, word.substring(0, word.length() - 2));
    }
    if (word.endsWith("ing")) {
      return base(word, word.substring(0, word.length() - 3));
    }
    return action(plural(word));
  }

  private static String plural(String word) {
    int length = word.length();
    if (length < 3 || !word.endsWith("s") || NO_FORM.contains(word)) {
      return word;
    }
    if (word.endsWith("ss") || word.endsWith("us") || word.endsWith("is")) {
      return word;
    }
    if (word.endsWith("ies") && length > 4) {
      return word.substring(0, length - 3) + "y";
    }
    if (word.endsWith("sses")
        || (word.endsWith("xes") && length > 4 && !word.endsWith("axes"))
        || word.endsWith("ches")
        || word.endsWith("shes")
        || word.endsWith("zzes")
        || (word.endsWith("oes") && length > 5)) {
      return word.substring(0, length - 2);
    }
    return word.substring(0, length - 1);
  }

  /// What is left of a word without -ed or -ing, made whole again.
  private static String base(String word, String stem) {
    if (stem.length() < 2 || stem.chars().noneMatch(WordForms::vowel)) {
      return word;
    }
    if (Lexicon.verb(stem) && !Lexicon.verb(stem + "e")) {
      return stem;
    }
    if (Lexicon.verb(stem + "e")) {
      return stem + "e";
    }
    char last = stem.charAt(stem.length() - 1);
    boolean twice = stem.length() > 3 && stem.charAt(stem.length() - 2) == last;
    String single = stem.substring(0, stem.length() - 1);
    if (twice && (Lexicon.verb(single) || "bdgkmnprt".indexOf(last) >= 0)) {
      return single;
    }
    if (stem.length() > 2 && silentE(stem)) {
      return stem + "e";
    }
    return stem;
  }

  /// Whether an e stood behind a stem before -ed or -ing: "rotat", "siz", "cabl", "mov", "charg".
  private static boolean silentE(String stem) {
    int last = stem.length() - 1;
    char before = stem.charAt(last - 1);
    return switch (stem.charAt(last)) {
      case 'u' -> true;
      case 't' -> before == 'a';
      case 'z' -> before == 'i';
      case 'l' -> before == 'b';
      case 'v' -> before != 'o';
      case 's' -> "aeu".indexOf(before) >= 0;
      case 'r' -> "iu".indexOf(before) >= 0;
      case 'c' -> "nr".indexOf(before) >= 0;
      case 'g' ->
          before == 'd'
              || ("rs".indexOf(before) >= 0 && "aeiou".indexOf(stem.charAt(last - 2)) >= 0);
      default -> false;
    };
  }

  /// The verb whose action a noun in -ion names, if it is a known one.
  private static String action(String word) {
    if (!word.endsWith("ion") || word.length() < 7) {
      return word;
    }
    String bare = word.substring(0, word.length() - 3);
    String t = bare.endsWith("at") ? bare.substring(0, bare.length() - 2) : bare;
    for (String verb :
        new String[] {
          bare,
          bare + "e",
          t,
          t + "e",
          bare.endsWith("ificat") ? bare.substring(0, bare.length() - 5) + "y" : bare,
          bare.endsWith("it") ? bare.substring(0, bare.length() - 2) + "e" : bare,
        }) {
      if (verb.length() > 3 && Lexicon.verb(verb)) {
        return verb;
      }
    }
    return word;
  }

  private static boolean vowel(int c) {
    return "aeiouy".indexOf(c) >= 0;
  }
}
