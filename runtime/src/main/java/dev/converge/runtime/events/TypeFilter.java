package dev.converge.runtime.events;

import dev.converge.core.event.EventType;
import dev.converge.core.text.Nearest;
import dev.converge.core.text.Shortened;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The types of events that a client wants, by either of their names.
public final class TypeFilter {
  private static final List<String> NAMES =
      Arrays.stream(EventType.values())
          .flatMap(type -> Stream.of(type.journalName(), type.streamName()))
          .distinct()
          .toList();

  private TypeFilter() {}

  /// The types in a comma-separated list, as the journal names them; `null`, which means all, if
  /// the list is absent.
  ///
  /// @throws ProblemException with `MALFORMED` if one is unknown
  public static @Nullable Set<String> parse(@Nullable String list) {
    if (list == null || list.isEmpty()) {
      return null;
    }
    Set<String> types = new TreeSet<>();
    for (String name : list.split(",", NAMES.size() + 1)) {
      String type = name.strip();
      types.add(EventType.named(type).orElseThrow(() -> unknown(type)).journalName());
    }
    return types;
  }

  private static ProblemException unknown(String type) {
    String shown = Shortened.of(type, 64);
    String meant =
        Nearest.to(type, NAMES)
            .map(near -> "did you mean \"" + near + "\"?")
            .orElse("expected: some of " + String.join(", ", NAMES));
    return new ProblemException(
        ErrorCode.MALFORMED, "unknown event type \"" + shown + "\" (" + meant + ")");
  }
}
