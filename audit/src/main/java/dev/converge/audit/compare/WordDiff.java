package dev.converge.audit.compare;

import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns one text into another, word by word: the shortest edit script (Myers, "An O(ND) Difference
/// Algorithm and Its Variations", 1986). Texts that differ in more than [#MAX_EDITS] words are
/// shown as one removal and one addition between the common start and end.
final class WordDiff {
  /// Maximum number of differing words; texts with more are treated as completely different.
  static final int MAX_EDITS = 1_000;

  private static final Pattern WORD = Pattern.compile("\\s+|[\\p{L}\\p{N}_]+|[^\\s\\p{L}\\p{N}_]");

  /// The origin of a piece of text.
  enum Kind {
    /// Both texts have it.
    SAME,
    /// Only the first text has it.
    REMOVED,
    /// Only the second text has it.
    ADDED
  }

  /// A piece of text.
  record Piece(Kind kind, String text) {
    Json.Obj json() {
      String name =
          switch (kind) {
            case SAME -> "same";
            case REMOVED -> "removed";
            case ADDED -> "added";
          };
      return Json.object().put(name, text).build();
    }
  }

  private WordDiff() {}

  /// The pieces of the two texts, in order.
  static List<Piece> between(String a, String b) {
    List<String> one = words(a);
    List<String> other = words(b);
    int head = 0;
    while (head < Math.min(one.size(), other.size()) && one.get(head).equals(other.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < Math.min(one.size(), other.size()) - head
        && one.get(one.size() - 1 - tail).equals(other.get(other.size() - 1 - tail))) {
      tail++;
    }
    List<Piece> pieces = new ArrayList<>();
    one.subList(0, head).forEach(word -> pieces.add(new Piece(Kind.SAME, word)));
    pieces.addAll(
        middle(one.subList(head, one.size() - tail), other.subList(head, other.size() - tail)));
    one.subList(one.size() - tail, one.size())
        .forEach(word -> pieces.add(new Piece(Kind.SAME, word)));
    return joined(pieces);
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  /// The furthest positions reached with each number of edits, then the way back through them.
  private static List<Piece> middle(List<String> a, List<String> b) {
    int most = Math.min(a.size() + b.size(), MAX_EDITS);
    int[] furthest = new int[2 * most + 3];
    int zero = most + 1;
    List<int[]> reached = new ArrayList<>();
    for (int edits = 0; edits <= most; edits++) {
      reached.add(furthest.clone());
      for (int diagonal = -edits; diagonal <= edits; diagonal += 2) {
        int x = step(furthest, zero, diagonal, edits);
        int y = x - diagonal;
        while (x < a.size() && y < b.size() && a.get(x).equals(b.get(y))) {
          x++;
          y++;
        }
        furthest[zero + diagonal] = x;
        if (x >= a.size() && y >= b.size()) {
          return back(a, b, reached, zero, edits);
        }
      }
    }
    List<Piece> pieces = new ArrayList<>();
    a.forEach(word -> pieces.add(new Piece(Kind.REMOVED, word)));
    b.forEach(word -> pieces.add(new Piece(Kind.ADDED, word)));
    return pieces;
  }

  private static boolean down(int[] furthest, int zero, int diagonal, int edits) {
    return diagonal == -edits
        || (diagonal != edits && furthest[zero + diagonal - 1] < furthest[zero + diagonal + 1]);
  }

  private static int step(int[] furthest, int zero, int diagonal, int edits) {
    return down(furthest, zero, diagonal, edits)
        ? furthest[zero + diagonal + 1]
        : furthest[zero + diagonal - 1] + 1;
  }

  private static List<Piece> back(
      List<String> a, List<String> b, List<int[]> reached, int zero, int edits) {
    List<Piece> pieces = new ArrayList<>();
    int x = a.size();
    int y = b.size();
    for (int left = edits; left >= 0; left--) {
      int[] before = reached.get(left);
      int diagonal = x - y;
      int from = left == 0 ? 0 : down(before, zero, diagonal, left) ? diagonal + 1 : diagonal - 1;
      int startX = left == 0 ? 0 : before[zero + from];
      int startY = startX - from;
      while (x > startX && y > startY) {
        x--;
        y--;
        pieces.add(new Piece(Kind.SAME, a.get(x)));
      }
      if (left > 0 && x > startX) {
        x--;
        pieces.add(new Piece(Kind.REMOVED, a.get(x)));
      } else if (left > 0) {
        y--;
        pieces.add(new Piece(Kind.ADDED, b.get(y)));
      }
    }
    Collections.reverse(pieces);
    return pieces;
  }

  /// Joins consecutive pieces of the same kind; of a change, removed text comes first.
  private static List<Piece> joined(List<Piece> words) {
    List<Piece> out = new ArrayList<>();
    StringBuilder same = new StringBuilder();
    StringBuilder removed = new StringBuilder();
    StringBuilder added = new StringBuilder();
    for (Piece word : words) {
      boolean between = removed.length() + added.length() > 0;
      switch (word.kind()) {
        case SAME -> {
          if (between) {
            flush(out, removed, added);
          }
          same.append(word.text());
        }
        case REMOVED -> {
          flushSame(out, same);
          removed.append(word.text());
        }
        case ADDED -> {
          flushSame(out, same);
          added.append(word.text());
        }
      }
    }
    flush(out, removed, added);
    flushSame(out, same);
    return List.copyOf(out);
  }

  private static void flushSame(List<Piece> out, StringBuilder same) {
    if (!same.isEmpty()) {
      out.add(new Piece(Kind.SAME, same.toString()));
      same.setLength(0);
    }
  }

  private static void flush(List<Piece> out, StringBuilder removed, StringBuilder added) {
    if (!removed.isEmpty()) {
      out.add(new Piece(Kind.REMOVED, removed.toString()));
      removed.setLength(0);
    }
    if (!added.isEmpty()) {
      out.add(new Piece(Kind.ADDED, added.toString()));
      added.setLength(0);
    }
  }
}
