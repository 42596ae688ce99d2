package dev.converge.llm.model;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.Citation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the facts of an answer that rest on each page of a web search: by the places that the
/// provider names, by markers such as `[2]` in the fact, or by the page's address in it. A page
/// that no place assigns to one fact is attached to none.
final class PageAssignment {
  private static final Pattern MARKER = Pattern.compile("\\[(\\d{1,3})]");

  private final List<CitedPage> pages;
  private final Map<String, List<TextRange>> facts;

  /// @param text of an answer that has the shape of its contract
  /// @param pages that the provider names for it
  PageAssignment(String text, List<CitedPage> pages) {
    this.pages = pages;
    facts = pages.isEmpty() ? Map.of() : new FactPlaces(text).read();
  }

  /// The pages of one fact.
  ///
  /// @param key under which it is proposed
  /// @param index among the facts under that key
  /// @param fact as the answer has it
  List<Citation> of(String key, int index, Json.Obj fact) {
    if (pages.isEmpty()) {
      return List.of();
    }
    String words =
        OptionalMembers.textOrEmpty(fact, "content")
            + fact.get("data").map(Json::canonical).orElse("");
    List<Integer> markers = new ArrayList<>();
    Matcher marker = MARKER.matcher(words);
    while (marker.find()) {
      markers.add(Integer.valueOf(marker.group(1)));
    }
    List<TextRange> own = facts.getOrDefault(key, List.of());
    List<Citation> found = new ArrayList<>();
    for (CitedPage page : pages) {
      boolean placed =
          index < own.size()
              && page.places().stream().anyMatch(place -> onlyIn(place, own.get(index)));
      if (placed
          || (page.number() > 0 && markers.contains(page.number()))
          || names(words, page.citation().source())) {
        found.add(page.citation());
      }
    }
    return found;
  }

  /// Whether an address stands in a text, and not only as the beginning of a longer one.
  private static boolean names(String words, String address) {
    int at = words.indexOf(address);
    while (at >= 0) {
      int end = at + address.length();
      char next = end < words.length() ? words.charAt(end) : ' ';
      if (!Character.isLetterOrDigit(next) && "/-_%?&=#~+".indexOf(next) < 0) {
        return true;
      }
      at = words.indexOf(address, end);
    }
    return false;
  }

  /// Whether a place is in this fact and no other: a place as long as the answer says nothing.
  private boolean onlyIn(TextRange place, TextRange fact) {
    return place.overlaps(fact)
        && facts.values().stream().flatMap(List::stream).filter(place::overlaps).count() == 1;
  }

  /// Where in a text the facts under each key stand, in their order.
  private static final class FactPlaces {
    private static final int IN_A_LIST = 2;

    private final String text;
    private final Map<String, List<TextRange>> found = new HashMap<>();
    private String key = "";
    private int depth;
    private int start;

    FactPlaces(String text) {
      this.text = text;
    }

    Map<String, List<TextRange>> read() {
      int at = Math.max(0, AnswerReader.firstObject(text));
      while (at < text.length()) {
        switch (text.charAt(at)) {
          case '"' -> at = string(at);
          case '{', '[' -> open(at++);
          case '}', ']' -> close(++at);
          default -> at++;
        }
      }
      return found;
    }

    private void open(int at) {
      if (depth == IN_A_LIST) {
        start = at;
      }
      depth++;
    }

    private void close(int end) {
      depth--;
      if (depth == IN_A_LIST) {
        found.computeIfAbsent(key, _ -> new ArrayList<>()).add(new TextRange(start, end));
      }
    }

    /// The end of a string; one in the outermost object is the name of a member.
    private int string(int from) {
      int at = from + 1;
      while (at < text.length() && text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      int end = Math.min(at + 1, text.length());
      if (depth == 1 && Json.parse(text.substring(from, end)) instanceof Json.Str(String name)) {
        key = name;
      }
      return end;
    }
  }
}
