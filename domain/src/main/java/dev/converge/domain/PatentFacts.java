package dev.converge.domain;

import dev.converge.core.Fact;
import dev.converge.core.Limits;
import dev.converge.core.Proposal;
import dev.converge.core.Provenance;
import dev.converge.core.json.Json;
import java.util.List;
import java.util.Locale;

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

  static boolean is(Fact fact, String field, String value) {
    return text(fact, field).equals(value);
  }

  /// What a rule agent proposes, held for certain.
  static Proposal proposal(
      String version, String key, String content, Json.Obj data, List<String> cites) {
    List<String> once = cites.stream().distinct().limit(Limits.MAX_CITES).toList();
    return new Proposal(key, null, content, data, 1, once, List.of(), Provenance.rule(version));
  }

  /// As [String#format] has it, in no country's digits.
  @SuppressWarnings("AnnotateFormatMethod") // its annotation is not on the class path
  static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  static List<String> ids(List<Fact> facts) {
    return facts.stream().map(Fact::id).toList();
  }

  /// `1 document`, `2 documents`.
  static String counted(int count, String one) {
    return count + " " + one + (count == 1 ? "" : "s");
  }

  /// Where a document can be read, as citations say it.
  static String place(PatentDocument document) {
    return document.url().isEmpty() ? document.id() : document.url();
  }
}
