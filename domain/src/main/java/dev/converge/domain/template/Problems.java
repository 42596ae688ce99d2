package dev.converge.domain.template;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Collects what is wrong with one file. Not thread-safe.
final class Problems {
  /// Problems kept for one file; who has more is helped enough by these.
  static final int MAX = 100;

  private final String file;
  private int told;
  private final TreeSet<TemplateProblem> found = new TreeSet<>(TemplateProblem.BY_PLACE);

  Problems(String file) {
    this.file = file;
  }

  /// Grows with every problem, also with one that is there already.
  int told() {
    return told;
  }

  String file() {
    return file;
  }

  void add(Place place, String message) {
    told++;
    if (!full()) {
      found.add(new TemplateProblem(file, place.line(), place.column(), message));
    }
  }

  boolean full() {
    return found.size() >= MAX;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<TemplateProblem> list() {
    return new ArrayList<>(found);
  }
}
