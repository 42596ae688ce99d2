package dev.converge.llm.model;

import dev.converge.core.proposal.Citation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Pages that searches found, each once, numbered from 1 and cut to what a request shows of them.
final class FoundPages {
  /// Maximum bytes of pages that a request shows.
  static final int MOST_SHOWN_BYTES = 32_000;

  /// Maximum number of pages that a request shows.
  static final int MOST_PAGES = 20;

  /// Maximum number of characters of a page that are shown.
  static final int MOST_PASSAGE = 2_000;

  private final List<CitedPage> pages = new ArrayList<>();
  private final TreeSet<String> sources = new TreeSet<>();
  private int bytes;

  /// Adds pages in their order, as long as there is room.
  void add(List<CitedPage> found) {
    for (CitedPage page : found) {
      Citation citation = cut(page.citation());
      int size = bytes(citation);
      if (pages.size() < MOST_PAGES
          && bytes + size <= MOST_SHOWN_BYTES
          && sources.add(citation.source())) {
        bytes += size;
        pages.add(new CitedPage(citation, pages.size() + 1, List.of()));
      }
    }
  }

  List<CitedPage> all() {
    return List.copyOf(pages);
  }

  private static Citation cut(Citation citation) {
    return new Citation(
        citation.source(),
        cut(citation.title(), MOST_PASSAGE / 10),
        cut(citation.passage(), MOST_PASSAGE),
        cut(citation.time(), MOST_PASSAGE / 10));
  }

  private static @Nullable String cut(@Nullable String text, int most) {
    return text == null || text.length() <= most ? text : text.substring(0, most) + "…";
  }

  private static int bytes(Citation citation) {
    String all = citation.source() + citation.title() + citation.passage() + citation.time();
    return all.getBytes(StandardCharsets.UTF_8).length;
  }
}
