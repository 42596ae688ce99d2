package dev.converge.domain.template.source;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Collects the problems of one file. Not thread-safe.
public final class Problems {
  /// Maximum number of problems reported for one file.
  public static final int MAX = 100;

  private final String file;
  private final TreeSet<TemplateProblem> late = new TreeSet<>(TemplateProblem.BY_PLACE);
  private int reported;
  private final TreeSet<TemplateProblem> found = new TreeSet<>(TemplateProblem.BY_PLACE);

  /// Creates an empty list of problems for a file of this name.
  public Problems(String file) {
    this.file = file;
  }

  /// Adds problems that earlier releases accepted: templates that were installed then stay valid,
  /// so that unfinished runs survive an upgrade.
  public void addLate(Place place, String message) {
    reported++;
    if (late.size() < MAX) {
      late.add(new TemplateProblem(file, place.line(), place.column(), message));
    }
  }

  /// Grows with every problem, even with one that was reported before.
  public int reported() {
    return reported;
  }

  /// Name of the file.
  public String file() {
    return file;
  }

  /// Adds a problem, unless there are [#MAX] already.
  public void add(Place place, String message) {
    reported++;
    if (!full()) {
      found.add(new TemplateProblem(file, place.line(), place.column(), message));
    }
  }

  /// Adds a problem of another file that this one names.
  public void add(String other, Place place, String message) {
    reported++;
    if (!full()) {
      found.add(new TemplateProblem(other, place.line(), place.column(), message));
    }
  }

  /// Whether further problems are dropped.
  public boolean full() {
    return found.size() >= MAX;
  }

  /// Whether no problem was added.
  public boolean isEmpty() {
    return reported == 0;
  }

  /// All problems, by place.
  public List<TemplateProblem> list() {
    TreeSet<TemplateProblem> all = new TreeSet<>(found);
    all.addAll(late);
    return new ArrayList<>(all);
  }

  /// The problems that make a template useless, even one that was installed before.
  public List<TemplateProblem> grave() {
    return new ArrayList<>(found);
  }
}
