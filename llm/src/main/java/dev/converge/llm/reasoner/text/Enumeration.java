package dev.converge.llm.reasoner.text;

import java.util.List;
import java.util.regex.Pattern;

/// Takes an enumeration of short statements apart.
public final class Enumeration {
  private static final int LEAST_PARTS = 3;
  private static final int MOST_WORDS = 10;
  private static final Pattern COMMA = Pattern.compile(",\\s+");

  /// A part that belongs to the one before it.
  private static final Pattern DEPENDENT =
      Pattern.compile(
          "(?:and|or|but|which|who|that|with|without|at|by|for|from|in|on|of|to|as|than|because|so|if|when|while"
              + "|und|oder|aber|die|der|das|denen|mit|ohne|zu|bei|für|von|aus|auf|als|weil|wenn|dass|wo|sondern"
              + "|och|eller|men|som|med|utan|till|från|för|av|på|i|när|om|att"
              + "|et|ou|mais|qui|que|dont|avec|sans|à|au|aux|pour|par|de|en|dans|sur|car"
              + "|y|o|e|pero|que|con|sin|a|al|para|por|del|sobre|porque)\\s",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private Enumeration() {}

  /// The parts of an enumeration of short statements, "SMB segment, 12% yearly growth, buyers ask
  /// for …"; of any other sentence the sentence itself.
  public static List<String> parts(String sentence) {
    List<String> parts = List.of(COMMA.split(sentence, -1));
    boolean statements =
        parts.size() >= LEAST_PARTS
            && !sentence.endsWith(".")
            && parts.stream().allMatch(part -> brief(part) && !DEPENDENT.matcher(part).lookingAt());
    return statements ? parts : List.of(sentence);
  }

  private static boolean brief(String part) {
    int words = Words.of(part).size();
    return words >= 2 && words <= MOST_WORDS;
  }
}
