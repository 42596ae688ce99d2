package dev.converge.domain.patent.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a word can be, from the table that ships; and the small words of English, which no table
/// needs. A word that stands nowhere is held to be a noun.
final class Lexicon {
  static final Set<String> DETERMINERS =
      set(
          "a an the this these those its their his her my our your each every another some any no"
              + " several many few both all one two three four five six seven eight nine ten said"
              + " which");
  static final Set<String> ARTICLES = set("a an the said each every another one its their whose");
  static final Set<String> PREPOSITIONS =
      set(
          "of in on at by from with for to into onto within without along through throughout over"
              + " under above below between among against across around near behind beside beneath"
              + " beyond inside outside upon via per toward towards during after before like off up"
              + " down until since except about past as than");
  static final Set<String> CONJUNCTIONS = set("and or but nor");
  static final Set<String> RELATIVES =
      set(
          "that which who whom whose where wherein when whenever while whereby if because unless"
              + " whereupon whether although so");
  static final Set<String> PRONOUNS =
      set("it they them he she him we us you i itself themselves himself each-other one's");
  static final Set<String> AUXILIARIES =
      set(
          "is are was were be been being has have had having can could may might will would shall"
              + " should must does do did cannot can't isn't doesn't need");

  private static final String NAME = "/patents/words.txt";

  /// Read when first asked, not when the server starts.
  private static final class Words {
    static final Map<String, Set<String>> BY_KIND = read();
    static final Map<String, String> FORMS = forms(kind("form"));
    static final Set<String> VERBS = kind("verb");
    static final Set<String> ADJECTIVES = kind("adjective");
    static final Set<String> ADVERBS = kind("adverb");
    static final Set<String> GENERIC = kind("generic");
    static final Set<String> VAGUE = kind("vague");
    static final Set<String> EVERYDAY = kind("everyday");
    static final Set<String> UNITS = kind("unit");

    private static Set<String> kind(String name) {
      return BY_KIND.getOrDefault(name, Set.of());
    }
  }

  private Lexicon() {}

  static boolean verb(String lemma) {
    return Words.VERBS.contains(lemma);
  }

  static boolean adjective(String word) {
    return Words.ADJECTIVES.contains(word) || vague(word) || comparative(word);
  }

  /// "stronger", "bigger", "smallest".
  private static boolean comparative(String word) {
    String bare =
        word.endsWith("er")
            ? word.substring(0, word.length() - 2)
            : word.endsWith("est") ? word.substring(0, word.length() - 3) : "";
    if (bare.length() < 3) {
      return false;
    }
    String single = bare.substring(0, bare.length() - 1);
    return Words.ADJECTIVES.contains(bare)
        || Words.ADJECTIVES.contains(bare + "e")
        || (bare.charAt(bare.length() - 2) == bare.charAt(bare.length() - 1)
            && Words.ADJECTIVES.contains(single));
  }

  static boolean adverb(String word) {
    return Words.ADVERBS.contains(word);
  }

  /// Whether a noun says that something is there, not what.
  static boolean generic(String lemma) {
    return Words.GENERIC.contains(lemma);
  }

  /// Whether a word praises, or leaves open how much is meant.
  static boolean vague(String word) {
    return Words.VAGUE.contains(word);
  }

  /// Whether a verb says nothing of what is done: "contains", "moves", "sets".
  static boolean everyday(String lemma) {
    return Words.EVERYDAY.contains(lemma);
  }

  /// The dictionary form of a word that no rule of endings leads to; `null` for any other.
  static @Nullable String irregular(String word) {
    return Words.FORMS.get(word);
  }

  /// From `hold=held/holding`.
  private static Map<String, String> forms(Set<String> lines) {
    Map<String, String> all = new HashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      for (String form : line.substring(equals + 1).split("/", -1)) {
        all.put(form, line.substring(0, equals));
      }
    }
    return all;
  }

  static boolean unit(String lemma) {
    return Words.UNITS.contains(lemma);
  }

  private static Map<String, Set<String>> read() {
    Map<String, Set<String>> all = new HashMap<>();
    try (InputStream in = Lexicon.class.getResourceAsStream(NAME)) {
      if (in == null) {
        throw new IllegalStateException("resource: " + NAME + " (expected: in the jar)");
      }
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          int space = line.indexOf(' ');
          all.computeIfAbsent(line.substring(0, space), _ -> new HashSet<>())
              .addAll(List.of(line.substring(space + 1).split(" ", -1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  static Set<String> set(String words) {
    return new HashSet<>(List.of(words.split(" +", -1)));
  }
}
