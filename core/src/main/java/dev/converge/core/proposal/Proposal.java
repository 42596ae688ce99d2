package dev.converge.core.proposal;

import dev.converge.core.json.Json;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an agent suggests. The engine promotes it to a [Fact] or rejects it.
///
/// @param key where the fact would stand
/// @param factId the id that the agent wants; `null` lets the engine give the agent's next ordinal
/// @param content the text
/// @param data structured content, or `null`
/// @param confidence from 0 to 1
/// @param cites ids of the facts it rests on, all in the context
/// @param citations sources outside the context
/// @param provenance who made it and how
public record Proposal(
    String key,
    @Nullable String factId,
    String content,
    Json.@Nullable Obj data,
    double confidence,
    List<String> cites,
    List<Citation> citations,
    Provenance provenance) {

  /// Copies the lists. Written out, since javac drops `@Nullable` on a nested type from the
  /// parameters of a compact constructor, and callers could then not pass `null` for the data.
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

  /// A proposal without data, id or outside sources, held for certain.
  public static Proposal of(String key, String content, List<String> cites, Provenance provenance) {
    return new Proposal(key, null, content, null, 1, cites, List.of(), provenance);
  }
}
