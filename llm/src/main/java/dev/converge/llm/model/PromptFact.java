package dev.converge.llm.model;

import dev.converge.core.Fact;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Citation;
import java.util.List;
import java.util.Map;

/// A fact as shown to a model.
///
/// @param id of the fact
/// @param key of the fact
/// @param agent that proposed it
/// @param content its text
/// @param data its structured content, empty if it has none
/// @param cites ids of the facts that it cites
/// @param citations its sources outside the context
public record PromptFact(
    String id,
    String key,
    String agent,
    String content,
    Json.Obj data,
    List<String> cites,
    List<Citation> citations) {
  /// Typical size of a line without the content, in bytes.
  private static final int ROOM = 256;

  /// Around a text in a list or an object: quotation marks, a colon and a comma.
  private static final int BETWEEN = 6;

  /// Of a number, `true`, `false` or `null`.
  private static final int OF_A_NUMBER = 32;

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

  /// The kind of a seed: the part of its id before the colon; empty if it has none.
  public static String kind(String id) {
    int end = id.indexOf(':');
    return end < 0 ? "" : id.substring(0, end);
  }

  /// One line of JSON. Text in a fact cannot end the line, and always remains inside a string.
  String line() {
    return written().text();
  }

  /// Bytes of the line.
  int lineBytes() {
    return written().size();
  }

  /// Maximum number of characters of the line if none of them needs to be escaped.
  long characters() {
    long characters = (long) ROOM + id.length() + key.length() + content.length();
    for (String cite : cites) {
      characters += cite.length() + BETWEEN;
    }
    for (Citation citation : citations) {
      characters += citation.source().length() + BETWEEN;
    }
    return characters + characters(data);
  }

  private static long characters(Json value) {
    return switch (value) {
      case Json.Obj object -> {
        long sum = 2;
        for (Map.Entry<String, Json> field : object.fields().entrySet()) {
          sum += field.getKey().length() + BETWEEN + characters(field.getValue());
        }
        yield sum;
      }
      case Json.Arr(List<Json> items) -> {
        long sum = 2;
        for (Json item : items) {
          sum += 1 + characters(item);
        }
        yield sum;
      }
      case Json.Str(String text) -> text.length() + 2L;
      case Json.Num _, Json.Bool _, Json.Null _ -> OF_A_NUMBER;
    };
  }

  private CanonicalWriter written() {
    CanonicalWriter out = new CanonicalWriter(content.length() + ROOM);
    out.open().field("cites", cites).field("content", content);
    if (!data.fields().isEmpty()) {
      out.field("data", data);
    }
    out.field("id", id).field("key", key);
    if (!citations.isEmpty()) {
      out.field("sources", citations.stream().map(Citation::source).toList());
    }
    return out.close();
  }
}
