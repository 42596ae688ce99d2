package dev.converge.domain.tool;

import dev.converge.core.Fact;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.agent.Field;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.text.Shortened;
import dev.converge.domain.formula.CompiledFormula;
import dev.converge.domain.formula.FormulaException;
import dev.converge.domain.formula.FormulaScope;
import dev.converge.domain.rule.CompiledRules;
import dev.converge.domain.rule.RuledFacts;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Confidentiality;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Calls a tool for each fact of the key that its contract names, or once for all facts, and
/// proposes what its spec makes of the responses. Thread-safe.
final class ToolAgent implements Agent {
  /// Maximum number of calls for one answer of the agent.
  static final int MAX_CALLS = 100;

  /// Maximum length of a tool's unparsed text answer, in characters.
  static final int MAX_TEXT = 8_000;

  private static final String VERSION = "tool-1";
  private static final int SHOWN = 300;

  private final DeclaredTool tool;
  private final ToolUse use;
  private final CompiledRules arguments;
  private final @Nullable CompiledFormula each;
  private final CompiledRules rules;
  private final AgentSpec.Output output;
  private final ToolCaller caller;
  private final InstantSource clock;

  /// @param each the formula for the list of which each item gives a fact, or `null`
  ToolAgent(
      DeclaredTool tool,
      ToolUse use,
      CompiledRules arguments,
      @Nullable CompiledFormula each,
      CompiledRules rules,
      AgentSpec.Output output,
      ToolCaller caller,
      InstantSource clock) {
    this.tool = tool;
    this.use = use;
    this.arguments = arguments;
    this.each = each;
    this.rules = rules;
    this.output = output;
    this.caller = caller;
    this.clock = clock;
  }

  @Override
  public String version() {
    return version(tool);
  }

  /// The version of an agent that answers with a tool.
  static String version(DeclaredTool tool) {
    return VERSION + "+" + tool.version();
  }

  @Override
  public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
    allowed(call);
    List<@Nullable Fact> targets = new ArrayList<>();
    if (output.forEach().isEmpty()) {
      targets.add(null);
    } else {
      targets.addAll(RuledFacts.open(call, output));
    }
    if (targets.size() > MAX_CALLS) {
      throw failure(
          FailureKind.REFUSED,
          "%d facts to call it for (expected: at most %d at a time)"
              .formatted(targets.size(), MAX_CALLS));
    }
    List<Proposal> proposals = new ArrayList<>();
    for (Fact fact : targets) {
      try {
        proposals.addAll(proposals(call, fact));
      } catch (FormulaException e) {
        throw failure(FailureKind.CRASHED, (fact == null ? "" : fact.id() + ": ") + e.what());
      } catch (ToolException e) {
        throw new AgentFailure(
            e.kind(),
            said((fact == null ? "" : fact.id() + ": ") + e.what()),
            e.retryAfter(),
            List.of());
      }
    }
    return new Answer(proposals, List.of(), Duration.ZERO);
  }

  /// Data may be sent to the internet only if that is allowed: nothing of a restricted matter, and
  /// nothing of a job that is not live.
  private void allowed(AgentCall call) throws AgentFailure {
    boolean restricted = Confidentiality.restricted(call.program(), call.context());
    if (tool.reach() == Reach.PUBLIC && (restricted || call.mode() != Mode.LIVE)) {
      throw failure(
          FailureKind.FORBIDDEN,
          restricted
              ? "it is on the internet, and the matter is restricted (expected: a tool with reach:"
                  + " private)"
              : "it is on the internet, and the mode of the job is not live (expected: mode live,"
                  + " or a tool with reach: private)");
    }
  }

  private AgentFailure failure(FailureKind kind, String what) {
    return new AgentFailure(kind, said(what), null, List.of());
  }

  private String said(String what) {
    return "tool " + tool.name() + ": " + what;
  }

  private List<Proposal> proposals(AgentCall call, @Nullable Fact fact)
      throws FormulaException, ToolException, InterruptedException {
    Json.Obj given = arguments(call, fact);
    String key =
        Digest.of(
            call.runId()
                + "\n"
                + call.spec().id()
                + "\n"
                + (fact == null ? call.request().cycle() : fact.id())
                + "\n"
                + given.canonical());
    Duration left = Duration.between(clock.instant(), call.deadline());
    Json answer = caller.call(tool, given, key, left);
    Map<String, Json> before = new LinkedHashMap<>(given.fields());
    before.put(ToolUse.ANSWER, answer);
    List<Proposal> proposals = new ArrayList<>();
    if (each == null) {
      proposals.addAll(of(call, fact, given, before, answer));
    } else {
      for (Json item : items(each, scope(call, fact, before))) {
        before.put(ToolUse.ITEM, item);
        proposals.addAll(of(call, fact, given, before, item));
      }
    }
    return proposals;
  }

  private static FormulaScope scope(AgentCall call, @Nullable Fact fact, Map<String, Json> before) {
    return new FormulaScope(fact, call.context(), before, Map.of());
  }

  private Json.Obj arguments(AgentCall call, @Nullable Fact fact)
      throws FormulaException, ToolException {
    Map<String, Json> given =
        new TreeMap<>(arguments.given(scope(call, fact, Map.of())).getFirst().data().fields());
    given.values().removeIf(Json.Null.NULL::equals);
    Optional<String> missing =
        tool.required().stream().filter(name -> !given.containsKey(name)).findFirst();
    if (missing.isPresent()) {
      throw new ToolException(
          FailureKind.REFUSED, "argument \"" + missing.get() + "\" is null (expected: a value)");
    }
    return Json.object(given);
  }

  private List<Json> items(CompiledFormula formula, FormulaScope scope) throws FormulaException {
    if (!(formula.value(scope) instanceof Json.Arr(var items))) {
      throw new FormulaException("\"" + use.each() + "\" is not a list in the answer");
    }
    return items.size() > output.max() ? items.subList(0, output.max()) : items;
  }

  /// The result of the rules for a response or one of its items.
  private List<Proposal> of(
      AgentCall call, @Nullable Fact fact, Json.Obj given, Map<String, Json> before, Json said)
      throws FormulaException {
    Map<String, Json> values = new LinkedHashMap<>(before);
    Map<String, Json> taken = new TreeMap<>();
    if (!use.ruled() && said instanceof Json.Obj members) {
      for (Field field : output.fields()) {
        members.get(field.name()).ifPresent(value -> taken.put(field.name(), value));
      }
      values.putAll(taken);
    }
    List<Proposal> proposals = new ArrayList<>();
    for (CompiledRules.Given one : rules.given(scope(call, fact, values))) {
      Map<String, Json> data = new TreeMap<>(one.data().fields());
      data.putAll(taken);
      proposals.add(
          new Proposal(
              output.key(),
              null,
              one.content().isEmpty() ? text(taken, said) : one.content(),
              data.isEmpty() ? null : Json.object(data),
              1,
              RuledFacts.cites(call, output, fact),
              List.of(new Citation("tool:" + tool.name(), title(given), null)),
              new Provenance(Provenance.Origin.TOOL, version(), null, null)));
    }
    return proposals;
  }

  /// The text of a fact if the spec has none: its fields, or the response.
  private String text(Map<String, Json> taken, Json said) {
    List<String> fields = new ArrayList<>();
    taken.forEach((name, value) -> fields.add(name + ": " + CompiledRules.words(value)));
    String text = fields.isEmpty() ? CompiledRules.words(said) : String.join("; ", fields);
    String shown = text.isBlank() ? "(no text)" : text;
    return Shortened.of(shown, output.maxLength() > 0 ? output.maxLength() : MAX_TEXT);
  }

  /// The call as it is cited.
  private String title(Json.Obj given) {
    List<String> all = new ArrayList<>();
    given.fields().forEach((name, value) -> all.add(name + "=" + CompiledRules.words(value)));
    return Shortened.of(tool.name() + "(" + String.join(", ", all) + ")", SHOWN);
  }
}
