package dev.converge.core.proposal;

import dev.converge.core.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a fact or a proposal says, apart from its id, its confidence and who said it.
public record Substance(
    String key,
    String content,
    Json.@Nullable Obj data,
    List<String> cites,
    List<Citation> citations) {

  /// What a proposal says.
  public static Substance of(Proposal proposal) {
    return new Substance(
        proposal.key(),
        proposal.content(),
        proposal.data(),
        proposal.cites(),
        proposal.citations());
  }
}
