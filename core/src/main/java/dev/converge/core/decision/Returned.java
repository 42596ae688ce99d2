package dev.converge.core.decision;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.proposal.Proposal;
import java.util.ArrayList;
import java.util.List;

/// A proposal that a person returned to the agent that made it, with a comment.
///
/// @param proposalId of the proposal
/// @param proposal the proposal
/// @param comment the requested changes
/// @param revision number of returns so far, starting at 1
/// @param beside content of the agent's other proposals that were waiting then, as much as fits
public record Returned(
    String proposalId, Proposal proposal, String comment, int revision, List<String> beside) {

  /// Maximum number of characters kept of the other proposals.
  public static final int MAX_BESIDE_CHARS = 8_192;

  /// Copies the list.
  public Returned {
    beside = List.copyOf(beside);
  }

  /// The agent with the task to revise proposals: one answer for each of them, and nothing else.
  /// The instruction contains the proposals and the comments.
  ///
  /// @param returned the proposals; if empty, the agent is unchanged
  public static AgentSpec revising(AgentSpec agent, List<Returned> returned) {
    if (returned.isEmpty()) {
      return agent;
    }
    List<AgentSpec.Output> outputs = new ArrayList<>();
    for (AgentSpec.Output output : agent.outputs()) {
      int count = count(output, returned);
      if (count > 0) {
        outputs.add(exactly(output, count));
      }
    }
    return new AgentSpec(
        agent.id(),
        agent.kind(),
        agent.eligibility(),
        outputs,
        agent.instruction() + instruction(returned),
        agent.optional(),
        agent.withheld(),
        false,
        agent.maxAttempts(),
        agent.deadline(),
        agent.giveUpAfter(),
        agent.requirements());
  }

  private static int count(AgentSpec.Output output, List<Returned> returned) {
    return (int) returned.stream().filter(one -> one.proposal.key().equals(output.key())).count();
  }

  /// A proposal that was made for one of several facts still cites one of them.
  private static AgentSpec.Output exactly(AgentSpec.Output output, int count) {
    List<AgentSpec.Cites> cites = new ArrayList<>(output.cites());
    if (!output.forEach().isEmpty()) {
      cites.add(new AgentSpec.Cites(1, output.forEach()));
    }
    return new AgentSpec.Output(
        output.key(),
        output.idPrefix(),
        count,
        count,
        "",
        cites,
        output.fields(),
        output.maxLength(),
        output.minConfidence(),
        output.conflictHalts());
  }

  private static String instruction(List<Returned> returned) {
    StringBuilder text =
        new StringBuilder(
            "\n\nA person returned proposals of yours. Revise each of them as its comment asks."
                + " Answer with the revised proposals alone, in this order.");
    for (Returned one : returned) {
      text.append("\n\nReturned proposal under \"")
          .append(one.proposal.key())
          .append("\":\n")
          .append(one.proposal.content());
      if (one.proposal.data() != null) {
        text.append('\n').append(one.proposal.data().canonical());
      }
      if (!one.proposal.cites().isEmpty()) {
        text.append("\nIt cites ").append(String.join(", ", one.proposal.cites())).append('.');
      }
      text.append("\nComment:\n").append(one.comment);
      for (String other : one.beside) {
        text.append("\nDo not repeat what you proposed beside it: ").append(other);
      }
    }
    return text.toString();
  }
}
