package dev.converge.domain.template.source;

import java.util.Comparator;

/// A place in a file: line and column, both from 1.
public record Place(int line, int column) {
  /// The first character of a file.
  public static final Place START = new Place(1, 1);

  /// By line, then by column.
  public static final Comparator<Place> ORDER =
      Comparator.comparingInt(Place::line).thenComparingInt(Place::column);

  /// The place of a character, counted in code points.
  public static Place of(String text, int codePoint) {
    int line = 1;
    int column = 1;
    int left = codePoint;
    for (int i = 0; i < text.length() && left > 0; left--) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (point == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new Place(line, column);
  }
}
