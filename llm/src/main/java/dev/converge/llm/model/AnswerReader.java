package dev.converge.llm.model;

import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the text of an answer. Strictly first; if that fails, once more without what models like
/// to wrap around JSON: a byte order mark, a code fence, prose before and after. Which of two
/// objects is meant is never guessed.
final class AnswerReader {
  /// Maximum number of characters of an answer that are read.
  static final int MAX_CHARACTERS = 4_000_000;

  private static final int MOST_BRACES = 1_000;

  private static final Pattern FENCE = Pattern.compile("```\\w*|~~~\\w*");

  private AnswerReader() {}

  /// What the text of an answer is.
  ///
  /// @param answer the object, if the text has the shape of the contract; else empty
  /// @param outcome `ANSWERED` if it has
  /// @param problem what is wrong with the text, if it has not
  record Read(Json.Obj answer, ModelOutcome outcome, Optional<String> problem) {
    static Read bad(ModelOutcome outcome, String problem) {
      return new Read(Json.Obj.EMPTY, outcome, Optional.of(problem));
    }

    /// The provider's answer as what its text makes of it.
    ModelAnswer of(ModelAnswer.Answered answered) {
      String what = problem.orElse("");
      CallMetadata metadata = answered.metadata();
      return switch (outcome) {
        case ANSWERED -> answered;
        case REFUSED -> new ModelAnswer.Refused(answered.text().strip(), metadata);
        case EMPTY -> new ModelAnswer.Empty(metadata);
        case TRUNCATED -> new ModelAnswer.Truncated(answered.text(), what, metadata);
        case MALFORMED, FILTERED, UNAVAILABLE, LOST ->
            new ModelAnswer.Malformed(what, answered.text(), metadata);
      };
    }
  }

  static Read read(String text, Json.Obj contract) {
    if (text.length() > MAX_CHARACTERS) {
      return Read.bad(
          ModelOutcome.MALFORMED,
          "$: " + text.length() + " characters (expected: at most " + MAX_CHARACTERS + ")");
    }
    Json value;
    try {
      value = Json.parse(text);
    } catch (JsonException e) {
      Found found = lenient(text);
      if (found.value() == null) {
        return Read.bad(outcome(text, found, e), "$: " + found.problem());
      }
      value = found.value();
    }
    if (value instanceof Json.Str(String words) && RefusalWords.refuses(words)) {
      return Read.bad(ModelOutcome.REFUSED, "$: a refusal in words");
    }
    Optional<String> problem = SchemaValidator.problem(contract, value, "$");
    return problem.isPresent()
        ? Read.bad(ModelOutcome.MALFORMED, problem.get())
        : new Read((Json.Obj) value, ModelOutcome.ANSWERED, problem);
  }

  /// What a text is in which no object can be read.
  private static ModelOutcome outcome(String text, Found found, JsonException strict) {
    if (found.cut() || (strict.position() >= text.length() && text.strip().startsWith("["))) {
      return ModelOutcome.TRUNCATED;
    }
    String bare = FENCE.matcher(text).replaceAll(" ").replace("\uFEFF", " ");
    if (bare.isBlank()) {
      return ModelOutcome.EMPTY;
    }
    return text.indexOf('{') < 0 && RefusalWords.refuses(bare)
        ? ModelOutcome.REFUSED
        : ModelOutcome.MALFORMED;
  }

  /// @param value the only object, or `null`
  /// @param problem why there is none
  /// @param cut whether an object begins and the text ends within it
  private record Found(Json.@Nullable Obj value, String problem, boolean cut) {
    static Found none(String problem) {
      return new Found(null, problem, false);
    }
  }

  /// Looks for exactly one object at the outermost level of the text.
  private static Found lenient(String text) {
    Json.Obj only = null;
    int at = text.indexOf('{');
    for (int tried = 0; at >= 0; tried++) {
      if (tried == MOST_BRACES) {
        return Found.none("more than " + MOST_BRACES + " braces around the answer");
      }
      if (!beginsObject(text, at)) {
        at = text.indexOf('{', at + 1);
        continue;
      }
      int end = close(text, at);
      if (only != null) {
        return Found.none("two objects (expected: one)");
      }
      try {
        // Blanks keep the positions true.
        String alone = " ".repeat(at) + text.substring(at, end < 0 ? text.length() : end);
        only = (Json.Obj) Json.parse(alone);
      } catch (JsonException e) {
        return new Found(null, ExceptionText.of(e), end < 0 && e.position() >= text.length());
      }
      at = text.indexOf('{', end);
    }
    return new Found(only, only == null ? "no JSON object" : "", false);
  }

  /// Where the first object of a text begins, or -1 if it has none.
  static int firstObject(String text) {
    int at = text.indexOf('{');
    while (at >= 0 && !beginsObject(text, at)) {
      at = text.indexOf('{', at + 1);
    }
    return at;
  }

  /// Whether a brace is followed by a member or a closing brace, as in no ordinary prose.
  private static boolean beginsObject(String text, int brace) {
    int i = brace + 1;
    while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
      i++;
    }
    return i == text.length() || text.charAt(i) == '"' || text.charAt(i) == '}';
  }

  /// The end of the object that begins at a brace, as far as braces and strings tell; -1 if none.
  private static int close(String text, int from) {
    int depth = 0;
    boolean string = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (string) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          string = false;
        }
      } else if (c == '"') {
        string = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  /// The proposals of an answer that has the shape of the contract.
  static List<Proposal> proposals(
      PromptInput brief, Json.Obj answer, PageAssignment pages, Provenance provenance) {
    List<Proposal> proposals = new ArrayList<>();
    for (var output : brief.outputs()) {
      if (!(answer.get(output.key()).orElse(null) instanceof Json.Arr(var facts))) {
        continue;
      }
      for (int i = 0; i < facts.size(); i++) {
        Json.Obj fact = (Json.Obj) facts.get(i);
        List<Citation> citations = pages.of(output.key(), i, fact);
        proposals.add(proposal(output.key(), fact, citations, provenance));
      }
    }
    return proposals;
  }

  private static Proposal proposal(
      String key, Json.Obj fact, List<Citation> citations, Provenance provenance) {
    List<String> cites = new ArrayList<>();
    if (fact.get("cites").orElse(null) instanceof Json.Arr(var ids)) {
      for (Json id : ids) {
        if (id instanceof Json.Str(var text) && !cites.contains(text)) {
          cites.add(text);
        }
      }
    }
    Json.@Nullable Obj data =
        fact.get("data").orElse(null) instanceof Json.Obj members ? present(members) : null;
    return new Proposal(
        key,
        null,
        OptionalMembers.text(fact, "content").orElse(""),
        data,
        OptionalMembers.number(fact, "confidence").orElse(0.0),
        cites,
        citations,
        provenance);
  }

  /// Without the members that are `null`: those are the optional ones that the model left out.
  private static Json.Obj present(Json.Obj members) {
    Json.Builder out = Json.object();
    members
        .fields()
        .forEach((name, value) -> out.put(name, value == Json.Null.NULL ? null : value));
    return out.build();
  }
}
