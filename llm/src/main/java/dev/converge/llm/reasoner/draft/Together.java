package dev.converge.llm.reasoner.draft;

import java.util.ArrayList;
import java.util.List;

/// What makes one note: a passage, or neighbours of one source where there would be too many notes.
///
/// @param source id of the source
/// @param text as it stands there
/// @param from order of the first passage
/// @param to order of the last
record Together(String source, String text, int from, int to) {
  /// The passages in their order as at most so many notes, if neighbours allow it; the last ones
  /// are left out if they do not.
  ///
  /// @param longest maximum number of characters of a note
  static List<Together> of(List<Piece> pieces, int most, int longest) {
    List<Together> notes = new ArrayList<>();
    pieces.forEach(p -> notes.add(new Together(p.source(), p.text(), p.order(), p.order())));
    while (notes.size() > most) {
      int best = best(notes, longest, true);
      best = best < 0 ? best(notes, longest, false) : best;
      if (best < 0) {
        return notes.subList(0, most);
      }
      Together next = notes.remove(best + 1);
      Together one = notes.get(best);
      String text = DraftWriter.sentence(one.text()) + " " + next.text();
      notes.set(best, new Together(one.source(), text, one.from(), next.to()));
    }
    return notes;
  }

  /// Which note is shortest together with the next one of its source; -1 if none is short enough.
  private static int best(List<Together> notes, int longest, boolean neighbours) {
    int best = -1;
    int shortest = longest;
    for (int i = 0; i + 1 < notes.size(); i++) {
      Together one = notes.get(i);
      Together next = notes.get(i + 1);
      int length = one.text().length() + next.text().length() + 2;
      boolean near = !neighbours || next.from() == one.to() + 1;
      if (one.source().equals(next.source()) && near && length < shortest) {
        best = i;
        shortest = length;
      }
    }
    return best;
  }
}
