package dev.converge.domain.patent.search;

import dev.converge.domain.patent.Language;
import dev.converge.domain.patent.Passage;
import dev.converge.domain.patent.PatentText;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A published patent or application.
///
/// @param id its number, such as `US174465`
/// @param title as published
/// @param summary its abstract; empty if there is none
/// @param claims in order; empty if they are not at hand
/// @param cpc classes, such as `H04M` or `H04L9/30`
/// @param published the day it became public
/// @param priority the earliest day claimed, or `null`
/// @param assignee whose it was, or empty
/// @param inventors by name
/// @param url where it can be read, or empty
/// @param details what not every record has
public record PatentDocument(
    String id,
    String title,
    String summary,
    List<String> claims,
    List<String> cpc,
    LocalDate published,
    @Nullable LocalDate priority,
    String assignee,
    List<String> inventors,
    String url,
    PatentDetails details) {
  /// Maximum number of passages of a document that are read.
  static final int MAX_PASSAGES = 60;

  /// Maximum length of a passage, in characters; longer passages are cut.
  static final int MAX_PASSAGE = 1_200;

  /// Copies the lists and checks that the document has a number and a title.
  public PatentDocument {
    claims = List.copyOf(claims);
    cpc = List.copyOf(cpc);
    inventors = List.copyOf(inventors);
    if (id.isBlank() || title.isBlank()) {
      throw new IllegalArgumentException("patent: no id or title (expected: both)");
    }
  }

  /// One of which nothing more is known.
  public PatentDocument(
      String id,
      String title,
      String summary,
      List<String> claims,
      List<String> cpc,
      LocalDate published,
      @Nullable LocalDate priority,
      String assignee,
      List<String> inventors,
      String url) {
    this(
        id,
        title,
        summary,
        claims,
        cpc,
        published,
        priority,
        assignee,
        inventors,
        url,
        PatentDetails.NONE);
  }

  /// The same document with another description, paragraph by paragraph.
  public PatentDocument describedBy(List<String> description) {
    return new PatentDocument(
        id,
        title,
        summary,
        claims,
        cpc,
        published,
        priority,
        assignee,
        inventors,
        url,
        new PatentDetails(description, details.family(), details.citations(), details.language()));
  }

  /// The code of its language, as its record or else its words say it.
  public String language() {
    return details.language().isEmpty()
        ? Language.of(title + ". " + summary).code()
        : details.language();
  }

  /// Its passages: the title, the sentences of the abstract, the claims.
  public List<Passage> passages() {
    List<Passage> all = new ArrayList<>();
    all.add(new Passage("title", cut(title)));
    for (String sentence : PatentText.sentences(summary)) {
      all.add(new Passage("abstract", cut(sentence)));
    }
    for (int i = 0; i < claims.size(); i++) {
      if (!claims.get(i).isBlank()) {
        all.add(new Passage("claim " + (i + 1), cut(claims.get(i).strip())));
      }
    }
    return List.copyOf(all.subList(0, Math.min(all.size(), MAX_PASSAGES)));
  }

  static String cut(String text) {
    return text.codePointCount(0, text.length()) <= MAX_PASSAGE
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_PASSAGE));
  }
}
