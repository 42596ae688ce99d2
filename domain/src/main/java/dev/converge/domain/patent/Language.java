package dev.converge.domain.patent;

import dev.converge.core.text.EnumWord;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The language of a text, as its small words tell it. A text with too few of them, or with those
/// of no language that is known here, is held to be English, as the patents that ship are.
public enum Language {
  /// English.
  EN(
      "English",
      "the of and a an to in is that with for by which on from are as at it its or be this so when"
          + " into where each has can"),
  /// German.
  DE(
      "German",
      "der die das und ein eine einen einem einer eines mit von zum zur im den dem des ist wird"
          + " werden durch für auf aus bei nach über unter sich nicht oder als auch wenn so dass an"
          + " welche welcher sowie"),
  /// French.
  FR(
      "French",
      "le la les un une des du de et dans pour par avec sur qui que est sont au aux se sa son ses ou"
          + " en dont lequel laquelle ce cette"),
  /// Spanish.
  ES(
      "Spanish",
      "el la los las un una unos unas de del y en para por con que se es son al su sus o como lo"
          + " cuando donde cual desde"),
  /// Italian.
  IT(
      "Italian",
      "il lo la gli le un una uno di del della dei delle e in per con che si è sono al alla da dal su"
          + " o come quando"),
  /// Swedish.
  SV(
      "Swedish",
      "och en ett av som med för den det att på är till i från vid eller när om så kan har inte genom"
          + " sig under över");

  private static final int FEWEST = 2;

  private final String words;
  private final String small;

  Language(String words, String small) {
    this.words = words;
    this.small = small;
  }

  /// The small words of each.
  private static final class Small {
    static final Map<Language, Set<String>> WORDS = new EnumMap<>(Language.class);

    static {
      for (Language one : values()) {
        WORDS.put(one, new HashSet<>(List.of(one.small.split(" ", -1))));
      }
    }

    static Set<String> of(Language one) {
      return WORDS.getOrDefault(one, Set.of());
    }
  }

  /// As the records of patent offices write it: `en`.
  public String code() {
    return EnumWord.of(this);
  }

  /// As a reader would say it: `German`.
  public String words() {
    return words;
  }

  /// Whether a word says nothing of what a text is about.
  public boolean small(String word) {
    return Small.of(this).contains(word.toLowerCase(Locale.ROOT));
  }

  /// The language of a text.
  public static Language of(String text) {
    String[] all = text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+", -1);
    Language best = EN;
    int most = 0;
    for (Language one : values()) {
      int count = 0;
      for (String word : all) {
        count += Small.of(one).contains(word) ? 1 : 0;
      }
      if (count > most) {
        most = count;
        best = one;
      }
    }
    return most < FEWEST ? EN : best;
  }

  /// The language of a code; English where it is none that is known here.
  public static Language ofCode(String code) {
    for (Language one : values()) {
      if (one.code().equals(code)) {
        return one;
      }
    }
    return EN;
  }
}
