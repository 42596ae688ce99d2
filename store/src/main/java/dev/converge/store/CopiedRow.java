package dev.converge.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row of a [CopiedTable].
///
/// @param tenant that it belongs to; empty if it belongs to none
/// @param values in the order of the columns: texts, whole numbers and `null`
public record CopiedRow(String tenant, List<@Nullable Object> values) {
  /// Copies the list.
  public CopiedRow {
    values = Collections.unmodifiableList(new ArrayList<@Nullable Object>(values));
  }
}
