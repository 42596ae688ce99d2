package dev.converge.domain.tool;

import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.domain.formula.CompiledFormula;
import dev.converge.domain.formula.FormulaException;
import dev.converge.domain.formula.FormulaSetting;
import dev.converge.domain.formula.Formulas;
import dev.converge.domain.rule.RuleCompiler;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Answers for agents of kind [AgentSpec.Kind#TOOL] with the tools that the operator declares.
/// Thread-safe.
public final class ToolAgents {
  /// Maximum number of agents of specs that are cached in compiled form.
  private static final int MAX_KNOWN = 256;

  private final ConcurrentHashMap<AgentSpec, Agent> known = new ConcurrentHashMap<>();
  private final Tools tools;
  private final Secrets secrets;
  private final ToolCaller caller;
  private final InstantSource steady;

  private ToolAgents(
      Tools tools, Secrets secrets, GuardedHttp http, InstantSource steady, InstantSource wall) {
    this.tools = tools;
    this.secrets = secrets;
    this.steady = steady;
    caller = new ToolCaller(http, secrets, wall);
  }

  /// With these tools.
  ///
  /// @param environment looks variables up, for the secrets that declarations name
  /// @param steady a clock that is never set, for deadlines
  /// @param wall the wall clock
  public static ToolAgents of(
      Tools tools,
      Function<String, Optional<String>> environment,
      InstantSource steady,
      InstantSource wall) {
    return new ToolAgents(
        tools,
        new Secrets(environment),
        new GuardedHttp(InetAddress::getAllByName, steady),
        steady,
        wall);
  }

  /// With no tools.
  public static ToolAgents none() {
    InstantSource never = () -> Instant.EPOCH;
    return of(Tools.none(), _ -> Optional.empty(), never, never);
  }

  /// The declared tools.
  public Tools tools() {
    return tools;
  }

  /// The agent that answers for an agent of kind [AgentSpec.Kind#TOOL].
  ///
  /// @throws ConvergeException with `INVALID` if the tool is not declared or a secret that it needs
  ///   is not set
  public Agent agent(AgentSpec spec) {
    if (known.size() >= MAX_KNOWN) {
      known.clear();
    }
    return known.computeIfAbsent(spec, this::made);
  }

  private Agent made(AgentSpec spec) {
    ToolUse use = ToolUse.of(spec.instruction());
    DeclaredTool tool =
        tools
            .find(use.tool())
            .orElseThrow(() ->
                invalid(
                    spec,
                    "no tool \"%s\" is declared (expected: one of %s, in the file that the setting tools names)"
                        .formatted(use.tool(), tools.names())));
    TreeSet<String> missing = secrets.missing(tool.headers().values());
    if (!missing.isEmpty()) {
      throw invalid(
          spec,
          "tool \"%s\" needs %s in the environment (expected: printable characters)"
              .formatted(tool.name(), String.join(", ", missing)));
    }
    AgentSpec.Output output = spec.outputs().getFirst();
    boolean fact = !output.forEach().isEmpty();
    return new ToolAgent(
        tool,
        use,
        RuleCompiler.again(spec.id(), use.arguments(), fact),
        each(spec, use, fact),
        RuleCompiler.again(spec.id(), use.rules(), fact),
        output,
        caller,
        steady);
  }

  private static ConvergeException invalid(AgentSpec spec, String what) {
    return new ConvergeException(ErrorCode.INVALID, "agent " + spec.id() + ": " + what);
  }

  private static @Nullable CompiledFormula each(AgentSpec spec, ToolUse use, boolean fact) {
    if (use.each().isEmpty()) {
      return null;
    }
    try {
      return Formulas.compile(use.each(), setting(use, fact));
    } catch (FormulaException e) {
      throw new IllegalArgumentException(spec.id() + ": " + e.what(), e);
    }
  }

  /// What the names in the formula for a list can mean.
  public static FormulaSetting setting(ToolUse use, boolean fact) {
    List<String> names = new ArrayList<>();
    use.arguments().computed().forEach(one -> names.add(one.name()));
    names.add(ToolUse.ANSWER);
    return new FormulaSetting(fact, List.of(), false, names, new TreeSet<>(), Map.of());
  }

  /// The versions of a program's tool agents, by agent id, without those that no tool answers for.
  public SortedMap<String, String> versions(Program program) {
    TreeMap<String, String> versions = new TreeMap<>();
    for (AgentSpec spec : program.agents()) {
      if (spec.kind() == AgentSpec.Kind.TOOL) {
        tools
            .find(ToolUse.of(spec.instruction()).tool())
            .ifPresent(tool -> versions.put(spec.id(), ToolAgent.version(tool)));
      }
    }
    return versions;
  }
}
