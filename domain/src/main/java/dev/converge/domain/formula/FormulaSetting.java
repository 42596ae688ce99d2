package dev.converge.domain.formula;

import dev.converge.core.agent.Field;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What the names in a formula can mean.
///
/// @param fact whether the formula is about a fact
/// @param fields what is known of the fact's data
/// @param closed whether the fact can have no other fields
/// @param computed names of fields that are computed before
/// @param keys of all facts; empty if they are not known
/// @param tables look-up tables, by name
public record FormulaSetting(
    boolean fact,
    List<Field> fields,
    boolean closed,
    List<String> computed,
    Set<String> keys,
    Map<String, LookupTable> tables) {
  /// A fact about which nothing is known.
  public static final FormulaSetting ANY =
      new FormulaSetting(true, List.of(), false, List.of(), new TreeSet<>(), Map.of());

  /// What a fact has in addition to its data.
  private static final List<String> OWN = List.of("id", "key", "text", "confidence", "cites");

  /// Copies the lists.
  public FormulaSetting {
    fields = List.copyOf(fields);
    computed = List.copyOf(computed);
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>(OWN);
    fields.forEach(field -> names.add(field.name()));
    return names;
  }
}
