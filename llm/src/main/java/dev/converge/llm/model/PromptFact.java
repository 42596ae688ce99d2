package dev.converge.llm.model;

import dev.converge.core.Fact;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Citation;
import java.util.List;

/// A fact as a model is shown it.
///
/// @param id of the fact
/// @param key where it stands
/// @param agent who said it
/// @param content its text
/// @param data its structured content, empty where it has none
/// @param cites ids of the facts it rests on
/// @param citations its sources outside the context
public record PromptFact(
    String id,
    String key,
    String agent,
    String content,
    Json.Obj data,
    List<String> cites,
    List<Citation> citations) {
  /// Bytes of a line beside the content, as a rule.
  private static final int ROOM = 256;

  /// Copies the lists.
  public PromptFact {
    cites = List.copyOf(cites);
    citations = List.copyOf(citations);
  }

  static PromptFact of(Fact fact) {
    Json.Obj data = fact.data() == null ? Json.Obj.EMPTY : fact.data();
    return new PromptFact(
        fact.id(), fact.key(), fact.agent(), fact.content(), data, fact.cites(), fact.citations());
  }

  /// One line of JSON: text in a fact can neither end the line nor look like anything but a string.
  String line() {
    CanonicalWriter out = new CanonicalWriter(content.length() + ROOM);
    out.open().field("cites", cites).field("content", content);
    if (!data.fields().isEmpty()) {
      out.field("data", data);
    }
    out.field("id", id).field("key", key);
    if (!citations.isEmpty()) {
      out.field("sources", citations.stream().map(Citation::source).toList());
    }
    return out.close().text();
  }
}
