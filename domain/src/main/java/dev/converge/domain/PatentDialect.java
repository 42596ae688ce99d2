package dev.converge.domain;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How the sources write a query.
enum PatentDialect {
  /// The classic syntax of Lucene's query parser.
  LOCAL {
    @Override
    String write(PatentQuery query) {
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
    String write(PatentQuery query) {
      String words = String.join(" OR ", weightiest(query, " OR "));
      LocalDate before = query.before();
      return before == null
          ? "applicationMetaData.inventionTitle:(" + words + ")"
          : "applicationMetaData.inventionTitle:(%s) AND applicationMetaData.grantDate:<%s"
              .formatted(words, before);
    }
  },
  /// The European Patent Office's contextual query language (CQL), at most 20 terms.
  EPO {
    @Override
    String write(PatentQuery query) {
      List<String> parts = new ArrayList<>();
      for (String words : weightiest(query, " or ")) {
        parts.add("ta=" + words);
      }
      String all = "(" + String.join(" and ", parts) + ")";
      LocalDate before = query.before();
      return before == null
          ? all
          : all + " and pd<" + before.format(DateTimeFormatter.BASIC_ISO_DATE);
    }
  },
  /// The query string of The Lens.
  LENS {
    @Override
    String write(PatentQuery query) {
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

  /// Terms that go to a source whose queries are short.
  private static final int MAX_TERMS = 5;

  /// Words for one term there.
  private static final int MAX_WORDS = 4;

  /// In one query's language.
  abstract String write(PatentQuery query);

  /// The name of the source.
  String source() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether a source charges for being searched; the offices do not.
  static boolean paid(String source) {
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
    return String.join(
        or, words.stream().map(word -> word.contains(" ") ? "\"" + word + "\"" : word).toList());
  }
}
