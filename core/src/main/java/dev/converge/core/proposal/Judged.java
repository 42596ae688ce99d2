package dev.converge.core.proposal;

import dev.converge.core.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is said under an id: a fact, or what would be one.
public interface Judged {
  /// Unique in the run.
  String id();

  /// Where it stands, or would.
  String key();

  /// The text.
  String content();

  /// Structured content, or `null`.
  Json.@Nullable Obj data();

  /// From 0 to 1.
  double confidence();

  /// Ids of the facts it rests on.
  List<String> cites();
}
