package dev.converge.domain.template;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Collects what is wrong with one file. Not thread-safe.
final class Problems {
  /// Problems kept for one file; who has more is helped enough by these.
  static final int MAX = 100;

  private final String file;
  private final TreeSet<TemplateProblem> late = new TreeSet<>(TemplateProblem.BY_PLACE);
  private int told;
  private final TreeSet<TemplateProblem> found = new TreeSet<>(TemplateProblem.BY_PLACE);

  Problems(String file) {
    this.file = file;
  }

  /// Adds what earlier releases let pass: templates that were installed then stay valid, so that
  /// runs in flight survive an upgrade.
  void addLate(Place place, String message) {
    told++;
    if (late.size() < MAX) {
      late.add(new TemplateProblem(file, place.line(), place.column(), message));
    }
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
    return told == 0;
  }

  /// All problems, by place.
  List<TemplateProblem> list() {
    TreeSet<TemplateProblem> all = new TreeSet<>(found);
    all.addAll(late);
    return new ArrayList<>(all);
  }

  /// Those that make a template useless, also one that was installed before.
  List<TemplateProblem> grave() {
    return new ArrayList<>(found);
  }
}
