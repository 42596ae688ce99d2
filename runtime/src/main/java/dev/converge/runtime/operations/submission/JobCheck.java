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

/// The predicted outcome of a submission as far as models are concerned.
///
/// @param program of the job
/// @param mode of its models
/// @param quotes by agent: its model, and the unmet requirements
/// @param missing by agent: why it has no model
public record JobCheck(
    Program program,
    Mode mode,
    SortedMap<String, Quote> quotes,
    SortedMap<String, Unchosen> missing) {
  /// The check of a submission after models were chosen for its agents.
  public static JobCheck of(Submission submission, Agents.Choice choice) {
    return new JobCheck(submission.program(), submission.mode(), choice.quotes(), choice.missing());
  }

  /// Whether a job would be created: an optional agent can do without a model.
  public boolean accepted() {
    return hindered().isEmpty();
  }

  /// The unmet requirements, with the agent and its model: the content of the job's notes.
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    quotes.forEach((agent, quote) -> {
      for (String unmet : quote.unmet()) {
        notes.add(agent + " (" + quote.provider() + "/" + quote.model() + "): " + unmet);
      }
    });
    return notes;
  }

  /// Refuses a submission for which no job would be created.
  ///
  /// @throws OperationException with `INVALID` if a required agent has no model
  public void require() {
    List<FieldError> errors = new ArrayList<>();
    hindered()
        .forEach((why, agents) ->
            errors.add(new FieldError("/mode", "live: " + String.join(", ", agents) + ": " + why)));
    if (!errors.isEmpty()) {
      throw OperationException.invalid(errors);
    }
  }

  /// The required agents without a model, by the reason.
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
