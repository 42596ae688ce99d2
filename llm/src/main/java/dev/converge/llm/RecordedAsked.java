package dev.converge.llm;

import dev.converge.core.budget.ModelCall;
import dev.converge.engine.agent.AgentCall;
import dev.converge.llm.model.CallMetadata;
import dev.converge.llm.model.Drafts;
import dev.converge.llm.model.ModelAgent;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelRequest;
import dev.converge.llm.model.PricedModel;
import dev.converge.llm.model.SearchRound;
import dev.converge.llm.recording.Recordings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Whom an agent asks whose answers are recorded: nobody. What was asked before is found by its
/// hash, with the pages that were searched for it. Thread-safe.
final class RecordedAsked implements ModelAgent.Asked {
  private final Recordings recordings;

  RecordedAsked(Recordings recordings) {
    this.recordings = recordings;
  }

  @Override
  public List<ModelAgent.Addressed> models(AgentCall call, Consumer<ModelCall> calls)
      throws InterruptedException {
    Drafts drafts = Drafts.of(call, null);
    ModelRequest request = drafts.known(this::recorded);
    if (!recorded(request) && drafts.wantsSearch()) {
      drafts = searchedBefore(drafts, calls);
      request = drafts.known(this::recorded);
    }
    PricedModel model =
        recording(request)
            .orElseGet(() -> ModelAgents.free("recorded", "recorded", (_, _) -> NOT_RECORDED));
    return List.of(new ModelAgent.Addressed(model, request, drafts.pages(), List.of()));
  }

  private boolean recorded(ModelRequest request) {
    return recordings.find(request.hash()).isPresent();
  }

  private Optional<PricedModel> recording(ModelRequest request) {
    return recordings
        .find(request.hash())
        .map(found -> ModelAgents.free(found.provider(), found.model(), (_, _) -> found.answer()));
  }

  /// With what the recorded searches found; nothing is searched again.
  private Drafts searchedBefore(Drafts drafts, Consumer<ModelCall> calls)
      throws InterruptedException {
    ModelRequest asked = drafts.known(request -> recorded(SearchRound.queries(request)));
    SearchRound round =
        new SearchRound(
            "recorded",
            0,
            request ->
                recording(request)
                    .map(model -> {
                      ModelAnswer answer = recordings.find(request.hash()).orElseThrow().answer();
                      return new SearchRound.Answered(model.call(request, answer), answer);
                    }),
            (_, hash) -> recordings.find(hash).map(Recordings.Recording::answer),
            calls);
    return drafts.with(round.run(asked).pages());
  }

  private static final ModelAnswer NOT_RECORDED =
      new ModelAnswer.Unavailable(
          ModelAnswer.Cause.NOT_RECORDED, "no recording", null, CallMetadata.unused(Duration.ZERO));
}
