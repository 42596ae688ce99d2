package dev.converge.llm.reasoner;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.json.Json;
import dev.converge.llm.model.CallMetadata;
import dev.converge.llm.model.Model;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelRequest;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.model.TokenEstimate;
import dev.converge.llm.model.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Answers without a model and without a network, the same everywhere: it takes the facts apart,
/// weighs which clauses bear on the instruction, and recombines what they say into what the
/// contract asks for. It is extractive: it quotes and pairs, it knows nothing of its own, and where
/// the facts do not bear on the question it says that. Thread-safe.
public final class OfflineReasoner implements Model {
  /// The provider's name, as the journal has it.
  public static final String PROVIDER = "offline";

  /// The model's name, as the journal has it.
  public static final String NAME = "converge-reasoner";

  /// The version; it moves whenever an answer could differ.
  public static final String VERSION = "2";

  private static final int MOST_CHARACTERS = 600;

  @Override
  public ModelAnswer ask(ModelRequest request, Duration within) throws InterruptedException {
    String text = answer(request.brief()).canonical();
    TokenUsage usage =
        new TokenUsage(
            TokenEstimate.estimate(request.system() + request.user()),
            TokenEstimate.estimate(text),
            true);
    return new ModelAnswer.Answered(
        text, List.of(), new CallMetadata(usage, null, Duration.ZERO, null));
  }

  /// Ends the work on an answer that is no longer wanted. Called before each piece of work.
  static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the answer is no longer wanted");
    }
  }

  private static Json.Obj answer(PromptInput brief) throws InterruptedException {
    Evidence evidence = new Evidence(brief);
    Json.Builder out = Json.object();
    for (AgentSpec.Output output : brief.outputs()) {
      List<Json> facts = new ArrayList<>();
      for (Statement statement : new Composer(brief, evidence, output).statements()) {
        checkInterrupt();
        facts.add(fact(output, statement, evidence));
      }
      out.put(output.key(), Json.array(facts));
    }
    return out.build();
  }

  private static Json.Obj fact(AgentSpec.Output output, Statement statement, Evidence evidence) {
    boolean long_ = OutputKind.of(output, "") == OutputKind.COMPOSE;
    int most = output.maxLength() > 0 ? output.maxLength() : long_ ? 20_000 : MOST_CHARACTERS;
    Json.Builder out =
        Json.object()
            .put("content", FieldValues.clip(statement.text(), most))
            .put("cites", evidence.cites(statement.used(), output, statement.target()))
            .put("confidence", statement.confidence() / 100.0);
    if (!output.fields().isEmpty()) {
      out.put("data", FieldValues.of(output.fields(), statement, evidence));
    }
    return out.build();
  }
}
