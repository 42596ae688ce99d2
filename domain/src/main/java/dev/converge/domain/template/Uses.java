package dev.converge.domain.template;

import java.util.ArrayList;
import java.util.List;

/// Names that scenarios use and others must declare; checked once all of them are read.
final class Uses {
  /// A key that facts must be able to stand under.
  ///
  /// @param idPrefix with which the facts' ids start, or empty
  record Key(Place place, String key, String idPrefix) {}

  /// The id of an invariant that agents remedy.
  record Violation(Place place, String id) {}

  /// With what a fact's id must be able to start.
  record Prefix(Place place, String idPrefix) {}

  final List<Key> keys = new ArrayList<>();
  final List<Violation> violations = new ArrayList<>();

  final List<Prefix> prefixes = new ArrayList<>();

  void prefix(StepMatch step, String idPrefix) {
    prefixes.add(new Prefix(step.place(), idPrefix));
  }

  void key(StepMatch step, String key) {
    keys.add(new Key(step.place(), key, ""));
  }

  void key(StepMatch step, String key, String idPrefix) {
    keys.add(new Key(step.place(), key, idPrefix));
  }
}
