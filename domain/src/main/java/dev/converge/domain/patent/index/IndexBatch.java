package dev.converge.domain.patent.index;

import java.util.ArrayList;
import java.util.List;

/// Records that are read and indexed together, of one file or of several, and how far the files are
/// read with them.
final class IndexBatch {
  /// Records that are read before they are indexed, and their characters.
  static final int RECORDS = 256;

  static final int CHARS = 8 << 20;

  /// A record as its file has it.
  ///
  /// @param number of the record in the file, from 1
  record Source(String text, SourceFile file, long number) {
    /// Where it is, for messages.
    String place() {
      return file.name() + ": record " + number;
    }
  }

  /// How far a file is read.
  ///
  /// @param records that were read of it
  /// @param whole whether it has no more
  record Mark(SourceFile file, long records, boolean whole) {}

  private final List<Source> sources = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private long chars;

  void add(Source source) {
    sources.add(source);
    chars += source.text().length();
  }

  void mark(Mark mark) {
    marks.add(mark);
  }

  boolean full() {
    return sources.size() >= RECORDS || chars >= CHARS;
  }

  List<Source> sources() {
    return sources;
  }

  /// In the order in which they were reached.
  List<Mark> marks() {
    return marks;
  }
}
