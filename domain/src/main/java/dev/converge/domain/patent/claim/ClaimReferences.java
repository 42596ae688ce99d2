package dev.converge.domain.patent.claim;

import dev.converge.domain.patent.PatentText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a claim refers back to: "the lid" needs "a lid" before it.
public final class ClaimReferences {
  private static final Pattern BACK =
      Pattern.compile("(?i)\\b(?:the|said)\\s+((?:[\\p{L}\\p{N}-]+\\s*){1,3})");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern OF_CLAIM =
      Pattern.compile("(?i)^\\d*\\.?\\s*the .{1,100}? of claim \\d+,");

  /// What every thing has, so nobody introduces it.
  private static final Set<String> INHERENT =
      Set.of(
          "surface",
          "end",
          "ends",
          "top",
          "bottom",
          "side",
          "sides",
          "inside",
          "outside",
          "edge",
          "middle",
          "front",
          "back",
          "rear",
          "air",
          "method",
          "other",
          "same",
          "whole",
          "rest",
          "first",
          "second",
          "next",
          "form",
          "time",
          "amount",
          "number",
          "ground",
          "length",
          "width",
          "height",
          "depth",
          "weight",
          "size",
          "shape",
          "temperature",
          "speed",
          "position",
          "direction");

  private ClaimReferences() {}

  /// The things that a text refers back to, by their noun, as far as one can tell without a
  /// grammar: the word of up to three after "the" that stands before the first joining word.
  static List<String> back(String text) {
    String bare = OF_CLAIM.matcher(text).replaceFirst("");
    List<String> all = new ArrayList<>();
    Matcher found = BACK.matcher(bare);
    int from = 0;
    while (found.find(from)) {
      List<PatentText.Word> words = PatentText.words(first(found.group(1)));
      if (!words.isEmpty() && !INHERENT.contains(words.getFirst().written())) {
        all.add(words.getFirst().written());
      }
      from = found.start(1);
    }
    return all;
  }

  /// The words up to the first that the index leaves out, which ends what is named.
  private static String first(String words) {
    List<String> kept = new ArrayList<>();
    for (String word : SPACE.split(words.strip(), -1)) {
      if (PatentText.stems(word).isEmpty()) {
        break;
      }
      kept.add(word.toLowerCase(Locale.ROOT));
    }
    return String.join(" ", kept);
  }

  /// Whether one part brings in what another refers back to, and neither only refers back to it
  /// itself nor the subject has it.
  public static boolean introduces(String subject, String earlier, String later) {
    Set<String> named = new HashSet<>(PatentText.stems(earlier));
    back(earlier).forEach(word -> named.removeAll(PatentText.stems(word)));
    named.removeAll(PatentText.stems(subject));
    return back(later).stream()
        .flatMap(word -> PatentText.stems(word).stream())
        .anyMatch(named::contains);
  }

  /// What a text refers back to and neither it, before that, nor what it depends on names.
  public static List<String> dangling(String before, String text) {
    List<String> all = new ArrayList<>();
    String bare = OF_CLAIM.matcher(text).replaceFirst("");
    Matcher found = BACK.matcher(bare);
    Set<String> named = new HashSet<>(PatentText.stems(before));
    int read = 0;
    int from = 0;
    while (found.find(from)) {
      // Whole words once; of what goes on beyond this place only a part is before it.
      int space = Math.max(read, bare.lastIndexOf(' ', found.start()));
      named.addAll(PatentText.stems(bare.substring(read, space)));
      read = space;
      List<String> last = PatentText.stems(bare.substring(space, found.start()));
      List<PatentText.Word> words = PatentText.words(first(found.group(1)));
      boolean known =
          words.isEmpty()
              || words.stream().anyMatch(word -> INHERENT.contains(word.written()))
              || words.stream()
                  .map(PatentText.Word::stem)
                  .anyMatch(stem -> named.contains(stem) || last.contains(stem));
      if (!known && !all.contains(words.getFirst().written())) {
        all.add(words.getFirst().written());
      }
      from = found.start(1);
    }
    return all;
  }
}
