package dev.converge.core.proposal;

import dev.converge.core.json.Json;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an agent suggests. The engine promotes it to a [Fact] or rejects it.
///
/// @param key of the resulting fact
/// @param factId the requested id; with `null`, the engine assigns the agent's next number
/// @param content the text
/// @param data structured content, or `null`
/// @param confidence from 0 to 1
/// @param cites ids of the facts that it rests on, all in the context
/// @param citations sources outside the context
/// @param provenance its origin
public record Proposal(
    String key,
    @Nullable String factId,
    String content,
    Json.@Nullable Obj data,
    double confidence,
    List<String> cites,
    List<Citation> citations,
    Provenance provenance) {

  /// Copies the lists. Written out, because javac drops `@Nullable` on a nested type from the
  /// parameters of a compact constructor, and callers could not pass `null` for the data.
  public Proposal(
      String key,
      @Nullable String factId,
      String content,
      Json.@Nullable Obj data,
      double confidence,
      List<String> cites,
      List<Citation> citations,
      Provenance provenance) {
    this.key = Objects.requireNonNull(key, "key");
    this.factId = factId;
    this.content = Objects.requireNonNull(content, "content");
    this.data = data;
    this.confidence = confidence == 0 ? 0.0 : confidence;
    this.cites = List.copyOf(cites);
    this.citations = List.copyOf(citations);
    this.provenance = Objects.requireNonNull(provenance, "provenance");
  }

  /// A proposal with full confidence and without data, id or external sources.
  public static Proposal of(String key, String content, List<String> cites, Provenance provenance) {
    return new Proposal(key, null, content, null, 1, cites, List.of(), provenance);
  }
}
