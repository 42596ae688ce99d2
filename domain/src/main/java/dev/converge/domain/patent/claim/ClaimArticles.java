package dev.converge.domain.patent.claim;

import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.grammar.NounPhrase;
import dev.converge.domain.patent.grammar.Sentence;
import dev.converge.domain.patent.grammar.WordForms;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Articles as claims have them: a thing is brought in once, with "a", and "the" from then on.
final class ClaimArticles {
  private static final Pattern ARTICLE = Pattern.compile("\\b([Aa]n?|[Tt]he) (?=\\p{L})");
  private static final Pattern INDEFINITE = Pattern.compile("\\b([Aa])n? (?=([\\p{L}\\p{N}]+))");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}-]+");
  private static final Pattern VOWEL =
      Pattern.compile("(?i)(?:[aeio]|u(?!ni|se|su|ti|ro|b)|hour|x-|f-|l-|m-|n-).*");

  /// What there is only so much of, so that it has no article when it is brought in.
  private static final Set<String> MASS =
      Set.of(
          "water",
          "air",
          "gas",
          "liquid",
          "fluid",
          "light",
          "steam",
          "heat",
          "oil",
          "fuel",
          "milk",
          "beer",
          "wort",
          "yeast",
          "food",
          "sand",
          "ink",
          "dust",
          "electricity",
          "energy",
          "power",
          "data",
          "information",
          "software",
          "blood",
          "glass",
          "metal",
          "rubber",
          "plastic",
          "wood",
          "resin",
          "concrete",
          "cement",
          "soil",
          "salt",
          "sugar",
          "flour",
          "dough",
          "coffee",
          "tea",
          "wind",
          "rain",
          "snow",
          "ice",
          "sunlight",
          "noise",
          "speech",
          "sound",
          "vapor",
          "smoke",
          "powder",
          "paper",
          "fabric",
          "cloth",
          "steel",
          "copper",
          "silicon",
          "hydrogen",
          "oxygen",
          "carbon",
          "traffic",
          "grass",
          "hair",
          "skin",
          "tissue",
          "rest",
          "weather",
          "honey",
          "wax",
          "juice",
          "wine",
          "cream",
          "butter",
          "cheese",
          "mud",
          "foam",
          "glue",
          "paint",
          "wool",
          "cotton",
          "leather",
          "gold",
          "silver",
          "aluminum",
          "aluminium",
          "zinc",
          "lithium",
          "petrol",
          "gasoline",
          "diesel",
          "waste",
          "sewage",
          "sludge",
          "gravel",
          "clay",
          "fodder",
          "hay",
          "straw",
          "rice",
          "pollen",
          "moisture",
          "humidity",
          "sweat",
          "saliva",
          "urine",
          "mail",
          "money");

  /// What every thing has, and what there is only one of, so that nobody brings it in.
  private static final Set<String> INHERENT =
      Set.of(
          "surface",
          "end",
          "top",
          "bottom",
          "side",
          "inside",
          "outside",
          "edge",
          "middle",
          "front",
          "back",
          "rear",
          "center",
          "length",
          "width",
          "height",
          "depth",
          "amount",
          "number",
          "ground",
          "sun",
          "world",
          "earth",
          "time",
          "moment",
          "same",
          "method",
          "way",
          "form",
          "position",
          "direction",
          "weight",
          "size",
          "shape",
          "temperature",
          "speed",
          "first",
          "second",
          "next",
          "last",
          "other",
          "whole",
          "internet",
          "sky",
          "floor",
          "claim",
          "use");

  private ClaimArticles() {}

  /// "an" before a vowel and "a" before other sounds.
  static String fitting(String text) {
    return INDEFINITE
        .matcher(text)
        .replaceAll(
            found -> found.group(1) + (VOWEL.matcher(found.group(2)).matches() ? "n " : " "));
  }

  /// The text with each thing brought in where it is named first.
  ///
  /// @param before what was claimed before it
  static String settled(String before, String text) {
    Set<String> named = new HashSet<>();
    StringBuilder out = new StringBuilder();
    int from = 0;
    Named earlier = new Named(before, text);
    Matcher article = ARTICLE.matcher(text);
    while (article.find()) {
      Optional<NounPhrase> opening = thing(text, article.start());
      if (opening.isEmpty()) {
        continue;
      }
      NounPhrase thing = opening.get();
      earlier.upTo(article.start());
      String head = thing.head().lemma();
      String whole = String.join(" ", PatentText.stems(thing.text()));
      boolean known = earlier.has(head);
      String found = article.group(1);
      boolean definite = found.equalsIgnoreCase("the");
      String now = found;
      if (!definite && named.contains(whole)) {
        now = "the";
      } else if (definite
          && !known
          && !acts(earlier, thing)
          && !INHERENT.contains(head)
          && !INHERENT.contains(first(thing))) {
        boolean several = !WordForms.lemma(thing.head().lower()).equals(thing.head().lower());
        now = several || MASS.contains(head) ? "" : "a";
      }
      named.add(whole);
      if (!now.equalsIgnoreCase(found)) {
        boolean capital = Character.isUpperCase(found.charAt(0));
        out.append(text, from, article.start());
        out.append(now.isEmpty() ? "" : (capital ? ClaimWording.capital(now) : now) + " ");
        from = article.end();
      }
    }
    return fitting(out.append(text.substring(from)).toString());
  }

  /// Whether the last word may be a verb, as in "the phone leaves", of a thing that was named.
  private static boolean acts(Named before, NounPhrase thing) {
    int size = thing.bare().size();
    String last = thing.head().lower();
    return size > 1
        && last.endsWith("s")
        && !WordForms.lemma(last).equals(last)
        && before.has(WordForms.lemma(thing.bare().get(size - 2).lower()));
  }

  private static String first(NounPhrase thing) {
    return thing.bare().isEmpty() ? "" : thing.bare().getFirst().lower();
  }

  private static Optional<NounPhrase> thing(String text, int from) {
    return text.substring(from).lines().findFirst().flatMap(Sentence::opening);
  }

  /// The words of what was claimed before a place in a text, by their dictionary forms: a noun was
  /// named before as itself or as its plural. Reads the text once, however often it is asked.
  private static final class Named {
    private final String text;
    private final Set<String> forms = new HashSet<>();

    /// The form of the last word, of which more may follow at the place.
    private String open = "";

    private int read;

    Named(String before, String text) {
      this.text = text;
      Matcher words = WORD.matcher(before);
      while (words.find()) {
        forms.add(WordForms.lemma(words.group().toLowerCase(Locale.ROOT)));
      }
    }

    void upTo(int end) {
      Matcher words = WORD.matcher(text).region(read, end);
      open = "";
      read = end;
      while (words.find()) {
        String form = WordForms.lemma(words.group().toLowerCase(Locale.ROOT));
        if (words.end() == end) {
          open = form;
          read = words.start();
        } else {
          forms.add(form);
        }
      }
    }

    boolean has(String form) {
      return forms.contains(form) || open.equals(form);
    }
  }
}
