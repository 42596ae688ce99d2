package dev.converge.llm.reasoner.text;

import dev.converge.core.json.Json;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Something that can be said, with its ground.
///
/// @param content the text
/// @param cites ids of what it rests on
/// @param percent confidence in percent
/// @param values what it says in fields of the contract, by name
public record NotedFinding(
    String content, List<String> cites, int percent, SortedMap<String, Json> values) {
  /// Copies what is mutable.
  public NotedFinding {
    cites = cites.stream().distinct().toList();
    values = new TreeMap<>(values);
  }

  /// A finding without fields.
  public static NotedFinding of(String content, List<String> cites, int percent) {
    return new NotedFinding(content, cites, percent, new TreeMap<>());
  }

  /// With a value in a field.
  public NotedFinding with(String field, Json value) {
    TreeMap<String, Json> more = new TreeMap<>(values);
    more.put(field, value);
    return new NotedFinding(content, cites, percent, more);
  }
}
