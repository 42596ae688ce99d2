package dev.converge.core.proposal;

import dev.converge.core.agent.Field;
import java.util.List;

/// A seed that a program requires or describes.
///
/// @param idPrefix start of its id
/// @param required whether a job without it is refused
/// @param description what belongs in it, or empty
/// @param day whether it must name a day
/// @param data members of its data; other members are not checked
public record SeedRule(
    String idPrefix, boolean required, String description, boolean day, List<Field> data) {
  /// Copies the list.
  public SeedRule {
    data = List.copyOf(data);
  }

  /// A rule without requirements for the data.
  public SeedRule(String idPrefix, boolean required, String description, boolean day) {
    this(idPrefix, required, description, day, List.of());
  }

  /// A rule for a seed that need not name a day.
  public SeedRule(String idPrefix, boolean required, String description) {
    this(idPrefix, required, description, false);
  }
}
