package dev.converge.runtime.grpc.message;

import dev.converge.core.event.EventType;
import dev.converge.proto.EntryType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The entries that a client wants. Immutable.
public final class EntryFilter {
  /// Matches every entry.
  public static final EntryFilter ALL = new EntryFilter(EnumSet.noneOf(EntryType.class));

  private final Set<EntryType> types;

  private EntryFilter(Set<EntryType> types) {
    this.types = types;
  }

  /// The filter of a request; without types, it matches every entry.
  ///
  /// @throws FieldException if a type is unknown
  public static EntryFilter of(List<EntryType> types) {
    Set<EntryType> filter = EnumSet.noneOf(EntryType.class);
    for (EntryType type : types) {
      if (type == EntryType.ENTRY_TYPE_UNSPECIFIED || type == EntryType.UNRECOGNIZED) {
        throw new FieldException(
            "entry_types", "unknown entry type (expected: FACT, PROPOSAL, TRACE or DECISION)");
      }
      filter.add(type);
    }
    return new EntryFilter(filter);
  }

  /// Whether entries of a type of event are wanted.
  public boolean passes(EventType type) {
    return types.isEmpty() || types.contains(EntryTypes.of(type));
  }

  /// The types of events that are wanted, as the journal names them; `null` for all.
  public @Nullable Set<String> journalNames() {
    if (types.isEmpty()) {
      return null;
    }
    Set<String> names = new TreeSet<>();
    for (EventType type : EventType.values()) {
      if (passes(type)) {
        names.add(type.journalName());
      }
    }
    return names;
  }
}
