package dev.converge.core.proposal;

import dev.converge.core.agent.Field;
import java.util.List;

/// A seed that a program asks for.
///
/// @param idPrefix with which its id starts
/// @param required whether a job without it is refused
/// @param description what belongs in it, or empty
/// @param day whether it has to name a day
/// @param data members of its data; nothing is asked of other members
public record SeedRule(
    String idPrefix, boolean required, String description, boolean day, List<Field> data) {
  /// Copies the list.
  public SeedRule {
    data = List.copyOf(data);
  }

  /// One whose data is as it likes.
  public SeedRule(String idPrefix, boolean required, String description, boolean day) {
    this(idPrefix, required, description, day, List.of());
  }

  /// One that need not name a day.
  public SeedRule(String idPrefix, boolean required, String description) {
    this(idPrefix, required, description, false);
  }
}
