package dev.converge.domain.patent.index;

import dev.converge.domain.patent.Passage;
import dev.converge.domain.patent.search.PatentQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The paragraphs of a description that say most of what a query looks for.
final class DescriptionPassages {
  /// Maximum number of paragraphs of a description that a reader is shown.
  static final int MAX = 8;

  /// Maximum length of a paragraph, in characters; longer paragraphs are cut.
  static final int MAX_PASSAGE = 1_200;

  /// Letters at the beginning of a word by which a paragraph is looked through.
  private static final int PREFIX = 6;

  private record Paragraph(int number, int weight) {}

  private DescriptionPassages() {}

  static List<Passage> best(List<String> description, PatentQuery query) {
    List<Paragraph> found = new ArrayList<>();
    for (int i = 0; i < description.size(); i++) {
      String text = description.get(i).toLowerCase(Locale.ROOT);
      int weight = 0;
      for (PatentQuery.Group group : query.groups()) {
        boolean met = group.words().stream().anyMatch(word -> text.contains(beginning(word)));
        weight += met ? group.weight() : 0;
      }
      if (weight > 0) {
        found.add(new Paragraph(i, weight));
      }
    }
    found.sort(Comparator.comparingInt(Paragraph::weight).reversed());
    List<Paragraph> best = new ArrayList<>(found.subList(0, Math.min(MAX, found.size())));
    best.sort(Comparator.comparingInt(Paragraph::number));
    List<Passage> passages = new ArrayList<>();
    for (Paragraph one : best) {
      String text = description.get(one.number()).strip();
      String cut = text.length() <= MAX_PASSAGE ? text : text.substring(0, MAX_PASSAGE);
      if (!cut.isBlank()) {
        passages.add(new Passage("description, paragraph " + (one.number() + 1), cut));
      }
    }
    return passages;
  }

  private static String beginning(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return lower.length() <= PREFIX ? lower : lower.substring(0, PREFIX);
  }
}
