package dev.converge.core.proposal;

import dev.converge.core.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The content of a fact or proposal, without its id, confidence and origin.
public record Substance(
    String key,
    String content,
    Json.@Nullable Obj data,
    List<String> cites,
    List<Citation> citations) {

  /// The substance of a proposal.
  public static Substance of(Proposal proposal) {
    return new Substance(
        proposal.key(),
        proposal.content(),
        proposal.data(),
        proposal.cites(),
        proposal.citations());
  }
}
