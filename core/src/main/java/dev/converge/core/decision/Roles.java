package dev.converge.core.decision;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// The roles of a person who decides on proposals.
///
/// @param names of the roles
/// @param every whether it means all roles, regardless of the names
public record Roles(SortedSet<String> names, boolean every) {
  /// All roles: for deciders without authentication.
  public static final Roles EVERY = new Roles(Collections.emptySortedSet(), true);

  /// Copies the names.
  public Roles {
    names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
  }

  /// These roles and no others.
  public static Roles of(SortedSet<String> names) {
    return new Roles(names, false);
  }

  /// Whether a role is one of these.
  public boolean include(String role) {
    return every || names.contains(role);
  }
}
