package dev.converge.domain.patent.search;

import dev.converge.core.Fact;
import dev.converge.core.budget.Limits;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import java.util.List;
import java.util.Locale;

/// Reads what the facts of a patent search carry.
public final class PatentFacts {
  /// The rank that a sentence model gives a document, where one was asked.
  public static final String ALIKE = "alike";

  private PatentFacts() {}

  /// A text member of a fact's data; empty if there is none.
  public static String text(Fact fact, String field) {
    Json.Obj data = fact.data();
    return data == null ? "" : PatentQuery.string(data, field).orElse("");
  }

  /// The texts of a list member of a fact's data; none if there is no such list.
  public static List<String> texts(Fact fact, String field) {
    Json.Obj data = fact.data();
    return data == null ? List.of() : PatentQuery.strings(data, field);
  }

  /// A number member of a fact's data; 0 if there is none.
  public static int number(Fact fact, String field) {
    Json.Obj data = fact.data();
    return data != null && data.get(field).orElse(null) instanceof Json.Num n ? (int) n.value() : 0;
  }

  /// Whether a text member of a fact's data has a value.
  public static boolean is(Fact fact, String field, String value) {
    return text(fact, field).equals(value);
  }

  /// What a rule agent proposes, held for certain.
  public static Proposal proposal(
      String version, String key, String content, Json.Obj data, List<String> cites) {
    List<String> once = cites.stream().distinct().limit(Limits.MAX_CITES).toList();
    return new Proposal(key, null, content, data, 1, once, List.of(), Provenance.rule(version));
  }

  /// As [String#format] has it, in no country's digits.
  @SuppressWarnings("AnnotateFormatMethod") // its annotation is not on the class path
  public static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /// The ids of facts, in their order.
  public static List<String> ids(List<Fact> facts) {
    return facts.stream().map(Fact::id).toList();
  }

  /// `1 document`, `2 documents`.
  public static String counted(int count, String one) {
    return count + " " + one + (count == 1 ? "" : "s");
  }

  /// Where a document can be read, as citations say it.
  public static String place(PatentDocument document) {
    return document.url().isEmpty() ? document.id() : document.url();
  }
}
