package dev.converge.llm.model;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.Quote;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Calls the chosen model and turns its answer into proposals. Every call is returned with the
/// answer or the failure, so that it is journaled and charged regardless of its result.
public final class ModelAgent implements Agent {
  private final String version;
  private final Provenance.Origin origin;
  private final Asked models;
  private final InstantSource clock;
  private final Consumer<ModelCall> recorder;

  /// Selects the models for a call.
  public interface Asked {
    /// The models to call, the chosen one first. The others replace it if it is unavailable.
    ///
    /// @param calls receives every call that was made for the selection, such as a search
    /// @throws InterruptedException if the answer is no longer wanted
    List<Addressed> models(AgentCall call, Consumer<ModelCall> calls) throws InterruptedException;
  }

  /// A model and its request.
  ///
  /// @param pages that the request contains
  /// @param unmet requirements of the agent that this model does not meet
  public record Addressed(
      PricedModel model, ModelRequest request, List<CitedPage> pages, List<String> unmet) {
    /// Copies the lists.
    public Addressed {
      pages = List.copyOf(pages);
      unmet = List.copyOf(unmet);
    }

    private List<CitedPage> pages(ModelAnswer.Answered answered) {
      List<CitedPage> all = new ArrayList<>(pages);
      all.addAll(answered.pages());
      return all;
    }

    /// A model that meets all requirements.
    public Addressed(PricedModel model, ModelRequest request) {
      this(model, request, List.of(), List.of());
    }
  }

  /// Creates an agent that calls a model.
  public ModelAgent(
      String version,
      Provenance.Origin origin,
      Asked models,
      InstantSource clock,
      Consumer<ModelCall> recorder) {
    this.recorder = recorder;
    this.version = version;
    this.origin = origin;
    this.models = models;
    this.clock = clock;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public Optional<String> requestHash(AgentCall call) {
    return Optional.of(
        PromptWriter.request(PromptInput.of(call), call.spec().requirements()).hash());
  }

  @Override
  public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
    List<ModelCall> calls = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Instant start = clock.instant();
    Consumer<ModelCall> log =
        made -> {
          calls.add(made);
          recorder.accept(made);
        };
    for (Addressed addressed : models.models(call, log)) {
      PricedModel model = addressed.model();
      ModelRequest request = addressed.request();
      Duration left = Duration.between(clock.instant(), call.deadline());
      if (!left.isPositive()) {
        problems.add(new Problem(FailureKind.TIMEOUT, "no time left to ask", null));
        break;
      }
      ModelAnswer answer = model.ask(request, left);
      AnswerReader.Read read = null;
      if (answer instanceof ModelAnswer.Answered answered) {
        read = AnswerReader.read(answered.text(), request.contract());
        answer = read.of(answered);
      }
      if (!notCalled(answer)) {
        log.accept(model.call(request, answer));
      }
      if (answer instanceof ModelAnswer.Answered answered && read != null) {
        List<Proposal> proposals =
            AnswerReader.proposals(
                request.brief(),
                read.answer(),
                new PageAssignment(answered.text(), addressed.pages(answered)),
                provenance(calls.getLast(), addressed.unmet()));
        return new Answer(proposals, calls, Duration.between(start, clock.instant()));
      }
      problems.add(problem(call, request, model, answer));
      if (!(answer instanceof ModelAnswer.Unavailable)) {
        break;
      }
    }
    if (problems.isEmpty()) {
      problems.add(new Problem(FailureKind.NO_MODEL, missing(call), null));
    }
    throw failure(problems, calls);
  }

  /// What was never sent is no call of a model.
  private static boolean notCalled(ModelAnswer answer) {
    return answer instanceof ModelAnswer.Unavailable unavailable
        && unavailable.cause() == ModelAnswer.Cause.NOT_CALLED;
  }

  private Provenance provenance(ModelCall call, List<String> unmet) {
    return new Provenance(
        origin, version, call.provider() + "/" + call.model(), call.requestHash(), unmet);
  }

  private static String missing(AgentCall call) {
    Quote quote = call.request().quote();
    return quote == null
        ? "no model was chosen"
        : quote.provider() + "/" + quote.model() + ": not configured here";
  }

  private record Problem(FailureKind kind, String message, @Nullable Duration retryAfter) {}

  private static final Set<FailureKind> UNANSWERED =
      EnumSet.of(FailureKind.TIMEOUT, FailureKind.OUTAGE, FailureKind.NO_MODEL);

  /// Names each model that gave no answer, the chosen one first. A retry can help if it can help
  /// with one of them. What is wrong with an answer is named alone: the model reads it.
  private static AgentFailure failure(List<Problem> problems, List<ModelCall> calls) {
    Problem shown = problems.getLast();
    String message = shown.message();
    if (UNANSWERED.contains(shown.kind())) {
      shown = problems.stream().filter(p -> p.kind().retryable()).findFirst().orElse(shown);
      message = String.join("; ", problems.stream().map(Problem::message).toList());
    }
    boolean away = shown.kind() == FailureKind.OUTAGE;
    return new AgentFailure(
        shown.kind(), message, away ? soonest(problems) : shown.retryAfter(), calls);
  }

  /// When the first of the models that are away may be asked again.
  private static @Nullable Duration soonest(List<Problem> problems) {
    Duration soonest = null;
    for (Problem problem : problems) {
      if (problem.kind() == FailureKind.OUTAGE) {
        Duration after = problem.retryAfter();
        if (after == null) {
          return null;
        }
        soonest = soonest == null || after.compareTo(soonest) < 0 ? after : soonest;
      }
    }
    return soonest;
  }

  private static Problem problem(
      AgentCall call, ModelRequest request, PricedModel model, ModelAnswer answer) {
    String name = model.entry().name();
    return switch (answer) {
      case ModelAnswer.Answered _ -> throw new IllegalArgumentException("answered is no problem");
      case ModelAnswer.Refused r ->
          new Problem(FailureKind.REFUSED, name + " refused: " + r.text(), null);
      case ModelAnswer.Filtered f ->
          new Problem(FailureKind.FILTERED, name + ": filtered, " + f.reason(), null);
      case ModelAnswer.Truncated t ->
          new Problem(
              FailureKind.TRUNCATED,
              "$: cut off ("
                  + t.reason()
                  + "; expected: a whole answer of at most "
                  + request.maxOutputTokens()
                  + " tokens)",
              null);
      case ModelAnswer.Malformed m ->
          new Problem(
              FailureKind.MALFORMED, (m.text() == null ? name + ": " : "") + m.problem(), null);
      case ModelAnswer.Empty _ ->
          new Problem(FailureKind.EMPTY, "$: nothing (expected: one JSON object)", null);
      case ModelAnswer.Unavailable u -> unavailable(call, request, name, u);
    };
  }

  private static Problem unavailable(
      AgentCall call, ModelRequest request, String name, ModelAnswer.Unavailable answer) {
    return switch (answer.cause()) {
      case TIMEOUT -> new Problem(FailureKind.TIMEOUT, name + ": " + answer.problem(), null);
      case OVERLOADED, NOT_CALLED ->
          new Problem(FailureKind.OUTAGE, name + ": " + answer.problem(), answer.retryAfter());
      case REJECTED -> new Problem(FailureKind.NO_MODEL, name + ": " + answer.problem(), null);
      case NOT_RECORDED ->
          new Problem(
              FailureKind.NOT_RECORDED,
              String.format(
                  Locale.ROOT,
                  "agent %s: no recording of request %s",
                  call.spec().id(),
                  request.hash()),
              null);
    };
  }
}
