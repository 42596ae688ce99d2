package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.core.budget.Limits;
import dev.converge.core.decision.Returned;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Substance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks whether an answer meets the agent's spec. The agent gets the violations when it is called
/// again, so each message says what is wrong, where, and what would be right.
public final class Contract {
  private Contract() {}

  /// The violations; empty if the answer meets the contract.
  ///
  /// @param context the facts that the agent saw
  public static List<String> violations(
      AgentSpec agent, Context context, List<Proposal> proposals) {
    return violations(agent, List.of(), context, proposals);
  }

  /// The same for an agent that revises returned proposals.
  static List<String> violations(
      AgentSpec usual, List<Returned> returned, Context context, List<Proposal> proposals) {
    AgentSpec agent = Returned.revising(usual, returned);
    List<String> found = new ArrayList<>();
    if (!returned.isEmpty() && proposals.size() != returned.size()) {
      found.add(
          proposals.size()
              + " proposals (expected: "
              + returned.size()
              + ", one for each that was returned)");
    }
    if (proposals.size() > Limits.MAX_PROPOSALS) {
      found.add(proposals.size() + " proposals (expected: at most " + Limits.MAX_PROPOSALS + ")");
      return found;
    }
    for (AgentSpec.Output output : agent.outputs()) {
      if (output.forEach().isEmpty()) {
        count(output, under(output, proposals), found);
      } else {
        countEach(agent, output, context, proposals, found);
      }
    }
    for (int i = 0; i < proposals.size(); i++) {
      Proposal proposal = proposals.get(i);
      int before = found.size();
      Optional<String> unstorable = Storable.problem(proposal);
      if (unstorable.isPresent()) {
        found.add(unstorable.get());
      } else {
        agent.output(proposal.key()).ifPresent(output -> each(output, context, proposal, found));
      }
      for (int j = before; j < found.size(); j++) {
        found.set(j, where(i, proposal) + found.get(j));
      }
    }
    return limited(found);
  }

  private static String where(int index, Proposal proposal) {
    return "proposal " + (index + 1) + " under \"" + Storable.text(proposal.key()) + "\": ";
  }

  private static int under(AgentSpec.Output output, List<Proposal> proposals) {
    int count = 0;
    for (Proposal proposal : proposals) {
      if (proposal.key().equals(output.key())) {
        count++;
      }
    }
    return count;
  }

  private static List<String> limited(List<String> found) {
    int more = found.size() - Limits.MAX_VIOLATIONS;
    if (more <= 0) {
      return found;
    }
    List<String> first = new ArrayList<>(found.subList(0, Limits.MAX_VIOLATIONS));
    first.add(more + " more");
    return first;
  }

  private static void count(AgentSpec.Output output, int count, List<String> found) {
    if (count < output.min() || count > output.max()) {
      found.add(count + " facts under \"" + output.key() + "\" (expected: " + range(output) + ")");
    }
  }

  /// Counts over all rounds: earlier facts of the agent about a fact count too.
  private static void countEach(
      AgentSpec agent,
      AgentSpec.Output output,
      Context context,
      List<Proposal> proposals,
      List<String> found) {
    Map<String, Integer> counts = new HashMap<>();
    for (Fact earlier : context.facts(output.key())) {
      if (earlier.agent().equals(agent.id())) {
        earlier.cites().forEach(id -> counts.merge(id, 1, Integer::sum));
      }
    }
    for (Proposal proposal : proposals) {
      if (proposal.key().equals(output.key())
          && !context.said(agent.id(), Substance.of(proposal))) {
        proposal.cites().forEach(id -> counts.merge(id, 1, Integer::sum));
      }
    }
    for (Fact fact : context.facts(output.forEach())) {
      int count = counts.getOrDefault(fact.id(), 0);
      if (count < output.min() || count > output.max()) {
        found.add(
            count
                + " facts under \""
                + output.key()
                + "\" cite "
                + fact.id()
                + " (expected: "
                + range(output)
                + " for each fact under \""
                + output.forEach()
                + "\")");
      }
    }
  }

  private static String range(AgentSpec.Output output) {
    if (output.max() == Integer.MAX_VALUE) {
      return "at least " + output.min();
    }
    return output.min() == output.max()
        ? String.valueOf(output.min())
        : output.min() + " to " + output.max();
  }

  private static void each(
      AgentSpec.Output output, Context context, Proposal proposal, List<String> found) {
    for (AgentSpec.Cites cites : output.cites()) {
      int count = Condition.Cites.count(context, proposal.cites(), cites.key());
      if (count < cites.min()) {
        found.add(
            "cites "
                + count
                + " facts under \""
                + cites.key()
                + "\" (expected: at least "
                + cites.min()
                + ")");
      }
    }
    Json.Obj data = proposal.data() == null ? Json.Obj.EMPTY : proposal.data();
    for (Field field : output.fields()) {
      field.problem(data).ifPresent(found::add);
    }
    int length = proposal.content().codePointCount(0, proposal.content().length());
    if (output.maxLength() > 0 && length > output.maxLength()) {
      found.add(length + " characters long (expected: at most " + output.maxLength() + ")");
    }
    if (proposal.confidence() < output.minConfidence()) {
      found.add(
          "confidence "
              + CanonicalWriter.number(proposal.confidence())
              + " (expected: at least "
              + CanonicalWriter.number(output.minConfidence())
              + ")");
    }
    if (proposal.factId() != null && !proposal.factId().startsWith(output.idPrefix())) {
      found.add(
          "id \"" + proposal.factId() + "\" (expected: starting \"" + output.idPrefix() + "\")");
    }
  }
}
