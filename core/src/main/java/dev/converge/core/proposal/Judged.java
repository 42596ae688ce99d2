package dev.converge.core.proposal;

import dev.converge.core.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A fact, or what would become one.
public interface Judged {
  /// Unique in the run.
  String id();

  /// The key that it is under, or would be.
  String key();

  /// The text.
  String content();

  /// Structured content, or `null`.
  Json.@Nullable Obj data();

  /// From 0 to 1.
  double confidence();

  /// Ids of the facts that it cites.
  List<String> cites();
}
