package dev.converge.domain.patent.search;

import dev.converge.core.text.EnumWord;
import dev.converge.domain.patent.PatentVocabulary;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// How the sources write a query.
public enum PatentDialect {
  /// The classic syntax of Lucene's query parser.
  LOCAL {
    @Override
    public String write(PatentQuery query) {
      List<String> parts = new ArrayList<>();
      query
          .groups()
          .forEach(group -> parts.add("(" + or(group.words(), " OR ") + ")^" + group.weight()));
      query
          .near()
          .forEach(near ->
              parts.add("\"%s %s\"~%d".formatted(near.first(), near.second(), near.distance())));
      query.cpc().forEach(symbol -> parts.add("cpc:" + PatentVocabulary.subclass(symbol)));
      String words = "(" + String.join(" ", parts) + ")";
      LocalDate before = query.before();
      return before == null ? words : "+" + words + " +published:[* TO " + before + "}";
    }
  },
  /// The search of the United States Patent and Trademark Office's Open Data Portal.
  USPTO {
    @Override
    public String write(PatentQuery query) {
      String words =
          "applicationMetaData.inventionTitle:("
              + String.join(" OR ", weightiest(query, " OR "))
              + ")";
      LocalDate before = query.before();
      if (before == null) {
        return words;
      }
      String days = ":[1790-01-01 TO " + before.minusDays(1) + "]";
      return "%s AND (applicationMetaData.earliestPublicationDate%s OR applicationMetaData.grantDate%s)"
          .formatted(words, days, days);
    }
  },
  /// The European Patent Office's contextual query language (CQL): at most ten terms of one index,
  /// and no ranking, so that the weightiest terms are all asked for.
  EPO {
    @Override
    public String write(PatentQuery query) {
      List<String> parts = new ArrayList<>();
      for (PatentQuery.Group group : query.groups().subList(0, few(query))) {
        List<String> words =
            group.words().subList(0, Math.min(MAX_ALL_WORDS, group.words().size()));
        parts.add(
            "("
                + String.join(" or ", words.stream().map(word -> "ta=" + quoted(word)).toList())
                + ")");
      }
      String all = String.join(" and ", parts);
      LocalDate before = query.before();
      return before == null
          ? all
          : all + " and pd<" + before.format(DateTimeFormatter.BASIC_ISO_DATE);
    }
  },
  /// The query string of The Lens.
  LENS {
    @Override
    public String write(PatentQuery query) {
      List<String> parts = new ArrayList<>(weightiest(query, " OR "));
      query
          .near()
          .forEach(near ->
              parts.add("\"%s %s\"~%d".formatted(near.first(), near.second(), near.distance())));
      String words = "(" + String.join(" OR ", parts) + ")";
      LocalDate before = query.before();
      return before == null
          ? words
          : words + " AND date_published:[* TO " + before.minusDays(1) + "]";
    }
  };

  /// What means nothing but itself in every language.
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}]+");

  /// Maximum number of terms sent to a source that accepts only short queries.
  private static final int MAX_TERMS = 5;

  /// Maximum number of terms that a document must contain if the source does not rank results.
  private static final int MAX_ALL_TERMS = 3;

  /// Maximum number of words for each of those terms.
  private static final int MAX_ALL_WORDS = 3;

  /// Maximum number of words for each term sent to a source.
  private static final int MAX_WORDS = 4;

  /// In one query's language.
  public abstract String write(PatentQuery query);

  /// The name of the source.
  public String source() {
    return EnumWord.of(this);
  }

  /// Whether a source charges for being searched; the offices do not.
  public static boolean paid(String source) {
    return source.equals(LENS.source());
  }

  private static List<String> weightiest(PatentQuery query, String or) {
    return query.groups().stream()
        .limit(MAX_TERMS)
        .map(group ->
            "(" + or(group.words().subList(0, Math.min(MAX_WORDS, group.words().size())), or) + ")")
        .toList();
  }

  private static String or(List<String> words, String or) {
    return String.join(or, words.stream().map(PatentDialect::quoted).toList());
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "\"" + word.replaceAll("[\"\\\\]", " ") + "\"";
  }

  private static int few(PatentQuery query) {
    return Math.min(MAX_ALL_TERMS, query.groups().size());
  }
}
