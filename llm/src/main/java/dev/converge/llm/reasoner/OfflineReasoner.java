package dev.converge.llm.reasoner;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.json.Json;
import dev.converge.llm.model.CallMetadata;
import dev.converge.llm.model.Model;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelRequest;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.model.TokenEstimate;
import dev.converge.llm.model.TokenUsage;
import dev.converge.llm.reasoner.draft.DraftWriter;
import dev.converge.llm.reasoner.draft.NoteTaker;
import dev.converge.llm.reasoner.growth.GrowthAdvisor;
import dev.converge.llm.reasoner.text.Interrupts;
import dev.converge.llm.reasoner.text.NotedFinding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Answers without a model and without a network, the same everywhere: it takes the facts apart,
/// weighs which sentences bear on the instruction, and quotes them in the shape of the contract.
/// For growth it matches the seeds to a playbook, for a brief it drafts from sources. It is no
/// language model, and where a contract asks for something that nothing says, it refuses and names
/// it. Thread-safe.
public final class OfflineReasoner implements Model {
  /// The provider's name, as the journal has it.
  public static final String PROVIDER = "offline";

  /// The model's name, as the journal has it.
  public static final String NAME = "converge-reasoner";

  /// The version; it moves whenever an answer could differ.
  public static final String VERSION = "9";

  private static final int MOST_CHARACTERS = 600;
  private static final int LONGEST = 20_000;

  @Override
  public ModelAnswer ask(ModelRequest request, Duration within) throws InterruptedException {
    try {
      String text = answer(request.brief()).canonical();
      return new ModelAnswer.Answered(text, List.of(), metadata(request, text));
    } catch (NotStated e) {
      return new ModelAnswer.Refused(e.what(), metadata(request, e.what()));
    }
  }

  /// Lets go of what is kept of seeds between calls.
  public static void forget() {
    GrowthAdvisor.forget();
    NoteTaker.forget();
  }

  private static CallMetadata metadata(ModelRequest request, String text) {
    TokenUsage usage =
        new TokenUsage(TokenEstimate.estimate(request), TokenEstimate.estimate(text), true);
    return new CallMetadata(usage, null, Duration.ZERO, null);
  }

  private static Json.Obj answer(PromptInput brief) throws InterruptedException, NotStated {
    Expert expert = expert(brief);
    Json.Builder out = Json.object();
    for (AgentSpec.Output output : brief.outputs()) {
      out.put(output.key(), facts(brief, output, expert.findings(output)));
    }
    return out.build();
  }

  /// Who says what is to be proposed for an output.
  private interface Expert {
    List<NotedFinding> findings(AgentSpec.Output output) throws InterruptedException;
  }

  private static Expert expert(PromptInput brief) throws InterruptedException {
    Optional<GrowthAdvisor> growth = GrowthAdvisor.of(brief);
    if (growth.isPresent()) {
      return growth.get()::findings;
    }
    return new General(brief);
  }

  /// Takes notes or drafts where that is asked for, and quotes otherwise.
  private static final class General implements Expert {
    private final PromptInput brief;

    private final Map<AgentSpec.Output, DraftWriter> writers = new HashMap<>();

    /// The text taken apart, once somebody wants to quote it.
    private @Nullable Evidence evidence;

    General(PromptInput brief) {
      this.brief = brief;
    }

    /// The text and what has to be known of it are of one writer.
    private DraftWriter writer(AgentSpec.Output output) throws InterruptedException {
      DraftWriter known = writers.get(output);
      if (known == null) {
        known = new DraftWriter(brief, output);
        writers.put(output, known);
      }
      return known;
    }

    @Override
    public List<NotedFinding> findings(AgentSpec.Output output) throws InterruptedException {
      OutputKind kind = OutputKind.of(output, brief.instruction());
      boolean alone = output.forEach().isEmpty();
      if (alone && kind == OutputKind.NOTES && NoteTaker.asked(brief)) {
        return NoteTaker.notes(brief, output);
      }
      if (alone && kind == OutputKind.COMPOSE && DraftWriter.asked(brief)) {
        return writer(output).draft();
      }
      if (alone && kind == OutputKind.REMARKS && DraftWriter.asked(brief)) {
        return writer(DraftWriter.written(brief, output)).remarks(output);
      }
      if (evidence == null) {
        evidence = new Evidence(brief);
      }
      return quoted(brief, evidence, output);
    }
  }

  private static Json facts(PromptInput brief, AgentSpec.Output output, List<NotedFinding> findings)
      throws NotStated {
    int least = output.forEach().isEmpty() ? output.min() : 0;
    if (findings.size() < least) {
      throw new NotStated(
          "$.%s: %d found in what was read (expected: at least %d)"
              .formatted(output.key(), findings.size(), least));
    }
    List<Json> facts = new ArrayList<>();
    for (NotedFinding finding : findings) {
      facts.add(fact(brief, output, finding));
    }
    return Json.array(facts);
  }

  private static Json.Obj fact(PromptInput brief, AgentSpec.Output output, NotedFinding finding)
      throws NotStated {
    Json.Builder out =
        Json.object()
            .put("content", finding.content())
            .put("cites", finding.cites())
            .put("confidence", finding.percent() / 100.0);
    if (!output.fields().isEmpty()) {
      Stated stated = new Stated(finding.content(), ground(brief, finding));
      out.put("data", new FieldValues(output, stated).of(finding.values()));
    }
    return out.build();
  }

  /// What a finding rests on.
  private static List<PromptFact> ground(PromptInput brief, NotedFinding finding) {
    Set<String> ids = new LinkedHashSet<>(finding.cites());
    Map<String, PromptFact> found = new LinkedHashMap<>();
    brief.facts().stream().filter(f -> ids.contains(f.id())).forEach(f -> found.put(f.id(), f));
    brief.sources().stream()
        .filter(f -> ids.contains(f.id()))
        .forEach(f -> found.putIfAbsent(f.id(), f));
    return List.copyOf(found.values());
  }

  /// What the facts say, word for word.
  private static List<NotedFinding> quoted(
      PromptInput brief, Evidence evidence, AgentSpec.Output output) throws InterruptedException {
    boolean long_ = OutputKind.of(output, "") == OutputKind.COMPOSE;
    int most = output.maxLength() > 0 ? output.maxLength() : long_ ? LONGEST : MOST_CHARACTERS;
    List<NotedFinding> findings = new ArrayList<>();
    for (Statement statement : new Composer(brief, evidence, output).statements()) {
      Interrupts.check();
      findings.add(
          NotedFinding.of(
              FieldValues.clip(statement.text(), most),
              evidence.cites(statement.used(), output, statement.target()),
              statement.confidence()));
    }
    return findings;
  }
}
