package dev.converge.domain;

import dev.converge.core.Fact;
import dev.converge.core.Json;
import java.util.List;

/// Reads what the facts of a patent search carry.
final class PatentFacts {
  private PatentFacts() {}

  static String text(Fact fact, String field) {
    Json.Obj data = fact.data();
    return data == null ? "" : PatentQuery.string(data, field).orElse("");
  }

  static List<String> texts(Fact fact, String field) {
    Json.Obj data = fact.data();
    return data == null ? List.of() : PatentQuery.strings(data, field);
  }

  static int number(Fact fact, String field) {
    Json.Obj data = fact.data();
    return data != null && data.get(field).orElse(null) instanceof Json.Num n ? (int) n.value() : 0;
  }

  /// Where a document can be read, as citations say it.
  static String place(PatentDocument document) {
    return document.url().isEmpty() ? document.id() : document.url();
  }
}
