package dev.converge.runtime.operations.call;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What a principal is allowed to do. Written as words: `read`, `submit`, `control`,
/// `decide:partner`, `decide:*`, `erase`, `templates`, `admin`.
///
/// @param scopes granted; includes [Scope#DECIDE] if it can decide in any role
/// @param roles in which it can decide; [#EVERY_ROLE] means all of them
public record Permissions(Set<Scope> scopes, SortedSet<String> roles) {
  /// Means every role.
  public static final String EVERY_ROLE = "*";

  /// Maximum length of a role's name, in characters.
  public static final int MAX_ROLE_LENGTH = 200;

  /// Maximum number of roles of one principal.
  public static final int MAX_ROLES = 200;

  private static final String DECIDE_PREFIX = Scope.DECIDE.word() + ":";
  private static final Pattern ROLE = Pattern.compile("[^\\p{Cntrl}]{1," + MAX_ROLE_LENGTH + "}");

  /// Everything.
  public static final Permissions ALL = except(Set.of());

  /// Everything except administration: for credentials without scopes.
  public static final Permissions UNSCOPED = except(Set.of(Scope.ADMIN));

  /// The words that can be written, for messages.
  public static final String EXPECTED =
      "read, submit, control, decide:ROLE, decide:*, erase, templates or admin";

  /// Copies the sets.
  ///
  /// @throws IllegalArgumentException if a role is empty, too long or has control characters, if
  ///   there are too many, or if roles and the scope `decide` do not go together
  public Permissions {
    EnumSet<Scope> copy = EnumSet.noneOf(Scope.class);
    copy.addAll(scopes);
    scopes = Collections.unmodifiableSet(copy);
    roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    if (roles.size() > MAX_ROLES) {
      throw new IllegalArgumentException(
          "roles: " + roles.size() + " (expected: at most " + MAX_ROLES + ")");
    }
    for (String role : roles) {
      if (!ROLE.matcher(role).matches()) {
        throw new IllegalArgumentException(
            "role: \""
                + role
                + "\" (expected: 1 to "
                + MAX_ROLE_LENGTH
                + " characters, no control characters)");
      }
    }
    if (scopes.contains(Scope.DECIDE) == roles.isEmpty()) {
      throw new IllegalArgumentException("decide: no role (expected: decide:ROLE or decide:*)");
    }
  }

  /// The permissions for words.
  ///
  /// @throws IllegalArgumentException if a word is not a scope
  public static Permissions of(Collection<String> words) {
    EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
    TreeSet<String> roles = new TreeSet<>();
    for (String word : words) {
      if (word.startsWith(DECIDE_PREFIX)) {
        scopes.add(Scope.DECIDE);
        roles.add(word.substring(DECIDE_PREFIX.length()));
      } else {
        scopes.add(scope(word));
      }
    }
    return new Permissions(scopes, roles);
  }

  private static Scope scope(String word) {
    for (Scope scope : Scope.values()) {
      if (scope.word().equals(word)) {
        return scope;
      }
    }
    throw new IllegalArgumentException("scope: \"" + word + "\" (expected: " + EXPECTED + ")");
  }

  private static Permissions except(Set<Scope> without) {
    EnumSet<Scope> scopes = EnumSet.allOf(Scope.class);
    scopes.removeAll(without);
    return new Permissions(scopes, new TreeSet<>(Set.of(EVERY_ROLE)));
  }

  /// Whether a scope is granted; [Scope#DECIDE] if it is for any role.
  public boolean allows(Scope scope) {
    return scopes.contains(scope);
  }

  /// Whether decisions in every role are granted.
  public boolean everyRole() {
    return roles.contains(EVERY_ROLE);
  }

  /// These permissions restricted to those that the other ones also grant.
  public Permissions within(Permissions most) {
    EnumSet<Scope> both = EnumSet.noneOf(Scope.class);
    both.addAll(scopes);
    both.retainAll(most.scopes);
    TreeSet<String> shared = new TreeSet<>(roles);
    if (!most.everyRole()) {
      if (everyRole()) {
        shared.addAll(most.roles);
      }
      shared.retainAll(most.roles);
    }
    if (shared.isEmpty()) {
      both.remove(Scope.DECIDE);
    }
    return new Permissions(both, both.contains(Scope.DECIDE) ? shared : new TreeSet<>());
  }

  /// The words for these permissions, in a fixed order.
  public List<String> words() {
    List<String> words = new ArrayList<>();
    for (Scope scope : scopes) {
      if (scope == Scope.DECIDE) {
        roles.forEach(role -> words.add(DECIDE_PREFIX + role));
      } else {
        words.add(scope.word());
      }
    }
    return List.copyOf(words);
  }

  @Override
  public String toString() {
    return String.join(" ", words());
  }
}
