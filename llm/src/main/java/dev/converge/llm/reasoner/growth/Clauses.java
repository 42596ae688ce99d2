package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The parts of a sentence that names several competitors.
final class Clauses {
  private static final Pattern PARTS =
      Pattern.compile(
          "[,;:]\\s+|\\s+[–—-]\\s+|\\s+(?=(?:and|but|while|whereas|und|aber|während|och|men|medan|et|mais|tandis|y|pero|mientras)\\s)");

  /// Words beside names with which a part says nothing by itself: "Grohe and".
  private static final int FEW = 2;

  private Clauses() {}

  /// What a sentence says of one of those whom it names: a part without any name belongs to the one
  /// before it.
  static List<String> about(String sentence, String name, List<String> others) {
    List<String> found = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean last = false;
    for (String next : PARTS.split(sentence, -1)) {
      part.append(part.isEmpty() ? "" : " ").append(next);
      String rest = part.toString().replace(name, " ");
      for (String other : others) {
        rest = rest.replace(other, " ");
      }
      if (Words.of(rest).size() < FEW) {
        continue;
      }
      String whole = part.toString();
      boolean own = whole.contains(name);
      boolean another = others.stream().anyMatch(whole::contains);
      if (own || (last && !another)) {
        found.add(whole);
      }
      last = own || (last && !another);
      part.setLength(0);
    }
    return found;
  }
}
