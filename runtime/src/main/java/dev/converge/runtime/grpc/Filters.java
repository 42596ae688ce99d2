package dev.converge.runtime.grpc;

import dev.converge.proto.EntryType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which entries a client wants.
final class Filters {
  private Filters() {}

  /// The filter of a request; empty lets all through.
  ///
  /// @throws FieldException if a type is none
  static Set<EntryType> of(List<EntryType> types) {
    Set<EntryType> filter = EnumSet.noneOf(EntryType.class);
    for (EntryType type : types) {
      if (type == EntryType.ENTRY_TYPE_UNSPECIFIED || type == EntryType.UNRECOGNIZED) {
        throw new FieldException(
            "entry_types",
            "not a type of entries (expected: FACT, PROPOSAL," + " TRACE or DECISION)");
      }
      filter.add(type);
    }
    return filter;
  }
}
