package dev.converge.core;

import dev.converge.core.budget.Limits;
import dev.converge.core.event.EventWriter;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.json.UnicodeText;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks what can be written as an event and read back. Agents, models and clients can send
/// anything. It is checked here before it becomes part of an event.
final class Storable {
  private Storable() {}

  /// Why a proposal cannot be stored, if so.
  static Optional<String> problem(Proposal proposal) {
    if (!Double.isFinite(proposal.confidence())) {
      return Optional.of("confidence " + proposal.confidence() + " (expected: 0 to 1)");
    }
    if (!wellFormed(proposal.key())
        || !wellFormed(proposal.factId())
        || !wellFormed(proposal.content())
        || !allWellFormed(proposal.cites())
        || !wellFormed(proposal.provenance())) {
      return Optional.of(LONE);
    }
    if (proposal.data() == null
        && proposal.citations().isEmpty()
        && proposal.content().length() <= Limits.MAX_CONTENT_BYTES / MOST_BYTES_PER_CHAR) {
      return Optional.empty();
    }
    return size(proposal);
  }

  private static final String LONE = "lone surrogate in its text (expected: valid Unicode)";
  private static final int MOST_BYTES_PER_CHAR = 6;

  private static Optional<String> size(Proposal proposal) {
    Json.Obj data = proposal.data();
    if (data != null && depth(data, 0) > Limits.MAX_DATA_DEPTH) {
      return Optional.of("data nested deeper than " + Limits.MAX_DATA_DEPTH);
    }
    try {
      CanonicalWriter out = new CanonicalWriter().value(proposal.content());
      if (data != null) {
        out.value(data);
      }
      for (Citation citation : proposal.citations()) {
        EventWriter.citation(out, citation);
      }
      return out.size() <= Limits.MAX_CONTENT_BYTES
          ? Optional.empty()
          : Optional.of(out.size() + " bytes (expected: at most " + Limits.MAX_CONTENT_BYTES + ")");
    } catch (IllegalArgumentException _) {
      return Optional.of(LONE);
    }
  }

  /// Stops counting one level beyond the limit, so that no nesting is too deep for the stack.
  private static int depth(Json value, int above) {
    if (above > Limits.MAX_DATA_DEPTH) {
      return above;
    }
    int deepest = above;
    if (value instanceof Json.Obj(var fields)) {
      deepest = above + 1;
      for (Json inner : fields.values()) {
        deepest = Math.max(deepest, depth(inner, above + 1));
      }
    } else if (value instanceof Json.Arr(var items)) {
      deepest = above + 1;
      for (Json inner : items) {
        deepest = Math.max(deepest, depth(inner, above + 1));
      }
    }
    return deepest;
  }

  /// Why an input from outside cannot be stored, if so.
  static Optional<String> problem(Input input) {
    boolean fine =
        switch (input) {
          case Input.Decided in ->
              wellFormed(in.proposalId()) && wellFormed(in.actor()) && wellFormed(in.comment());
          case Input.Returned in ->
              wellFormed(in.proposalId()) && wellFormed(in.actor()) && wellFormed(in.comment());
          case Input.Observed in -> wellFormed(in.actor());
          case Input.Paused in -> wellFormed(in.actor()) && wellFormed(in.reason());
          case Input.Resumed in -> wellFormed(in.actor());
          case Input.Cancelled in -> wellFormed(in.actor()) && wellFormed(in.reason());
          case Input.BudgetChanged in -> wellFormed(in.actor());
          case Input.Continued in -> wellFormed(in.actor()) && wellFormed(in.reason());
          // These come from the host.
          case Input.Started _,
              Input.Quoted _,
              Input.Sent _,
              Input.Answered _,
              Input.Failed _,
              Input.TimeReached _,
              Input.ProviderBack _,
              Input.OutOfRoom _,
              Input.Broken _ ->
              true;
        };
    return fine ? Optional.empty() : Optional.of(LONE);
  }

  private static boolean wellFormed(Provenance provenance) {
    return wellFormed(provenance.version())
        && wellFormed(provenance.model())
        && wellFormed(provenance.promptHash())
        && allWellFormed(provenance.unmet());
  }

  private static boolean allWellFormed(List<String> texts) {
    for (String text : texts) {
      if (!wellFormed(text)) {
        return false;
      }
    }
    return true;
  }

  static boolean wellFormed(@Nullable String text) {
    return text == null || UnicodeText.isWellFormed(text);
  }

  /// The text with each lone surrogate replaced by U+FFFD.
  static String text(String text) {
    return UnicodeText.repaired(text);
  }

  /// A message for people, truncated to [Limits#MAX_MESSAGE_CHARS].
  static String message(String text) {
    String cut =
        text.length() <= Limits.MAX_MESSAGE_CHARS
            ? text
            : text.substring(0, Limits.MAX_MESSAGE_CHARS - 1) + "…";
    return text(cut);
  }
}
