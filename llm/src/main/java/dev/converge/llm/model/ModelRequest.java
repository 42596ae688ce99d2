package dev.converge.llm.model;

import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.text.EnumWord;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A request to a model. It does not name the model: the same request to another model has the same
/// hash, so a recording can answer regardless of which model would be chosen today.
///
/// @param agent that the request is for, for messages
/// @param system the role of the model, the rules and the purpose of the flow; the same for all
///   agents
/// @param parts of the user's message, starting with those that are the same for most agents of a
///   run: seeds, facts, sources, task, notes, contract
/// @param contract JSON Schema of the answer
/// @param maxOutputTokens maximum number of tokens of the answer
/// @param web whether the web is searched for it, and by whom
/// @param brief the same content in parts, for models that do not read text
public record ModelRequest(
    String agent,
    String system,
    List<String> parts,
    Json.Obj contract,
    int maxOutputTokens,
    WebAccess web,
    PromptInput brief) {
  /// The version of the prompt's wording. A different wording is a different request.
  public static final int WORDING = 2;

  /// The separator between the parts of the user's message.
  static final String BETWEEN = "\n\n";

  /// Typical size of the canonical form without the text, in bytes.
  private static final int ROOM = 4_096;

  /// Copies the list.
  public ModelRequest {
    parts = List.copyOf(parts);
  }

  /// The user's message as one text.
  public String user() {
    return String.join(BETWEEN, parts);
  }

  /// The whole request as canonical JSON.
  public String canonical() {
    return written().text();
  }

  private CanonicalWriter written() {
    CanonicalWriter out = new CanonicalWriter(characters() + ROOM);
    out.open().field("agent", agent).field("contract", contract);
    out.field("max_output_tokens", maxOutputTokens).field("parts", parts).field("system", system);
    out.field("web_search", EnumWord.of(web)).field("wording", WORDING);
    return out.close();
  }

  /// The canonical form and its digest.
  record Canonical(String text, String hash) {}

  /// The canonical form and its digest, written once.
  Canonical canonicalWithHash() {
    byte[] bytes = written().bytes();
    return new Canonical(new String(bytes, StandardCharsets.UTF_8), Digest.sha256(bytes));
  }

  /// Characters of its text.
  public int characters() {
    int characters = system.length();
    for (String part : parts) {
      characters += part.length();
    }
    return characters;
  }

  /// Digest of the canonical form.
  public String hash() {
    return Digest.sha256(written().bytes());
  }
}
