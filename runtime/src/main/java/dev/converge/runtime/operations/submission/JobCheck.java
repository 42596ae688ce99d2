package dev.converge.runtime.operations.submission;

import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Unchosen;
import dev.converge.engine.Submission;
import dev.converge.engine.agent.Agents;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.operations.field.OperationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a submission would lead to, as far as the models go.
///
/// @param program that would be run
/// @param mode in which models would answer
/// @param quotes by agent: its model, and what that does not meet
/// @param missing by agent: why no model can be asked
public record JobCheck(
    Program program,
    Mode mode,
    SortedMap<String, Quote> quotes,
    SortedMap<String, Unchosen> missing) {
  /// The check of a submission for whose agents models were chosen.
  public static JobCheck of(Submission submission, Agents.Choice choice) {
    return new JobCheck(submission.program(), submission.mode(), choice.quotes(), choice.missing());
  }

  /// Whether a job would be made of it: an optional agent may go without a model.
  public boolean accepted() {
    return hindered().isEmpty();
  }

  /// What is not met, with the agent and its model: what the job's notes would say.
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    quotes.forEach((agent, quote) -> {
      for (String unmet : quote.unmet()) {
        notes.add(agent + " (" + quote.provider() + "/" + quote.model() + "): " + unmet);
      }
    });
    return notes;
  }

  /// Refuses a submission that would make no job.
  ///
  /// @throws OperationException with `INVALID` if an agent that has to answer has no model
  public void require() {
    List<FieldError> errors = new ArrayList<>();
    hindered()
        .forEach((why, agents) ->
            errors.add(new FieldError("/mode", "live: " + String.join(", ", agents) + ": " + why)));
    if (!errors.isEmpty()) {
      throw OperationException.invalid(errors);
    }
  }

  /// The agents that have to answer and have no model, by the reason.
  private Map<String, List<String>> hindered() {
    Map<String, List<String>> hindered = new TreeMap<>();
    missing.forEach((agent, none) -> {
      if (program.agent(agent).filter(AgentSpec::optional).isEmpty()) {
        hindered.computeIfAbsent(none.why(), _ -> new ArrayList<>()).add(agent);
      }
    });
    return hindered;
  }
}
