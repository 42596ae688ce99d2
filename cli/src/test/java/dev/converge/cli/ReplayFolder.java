package dev.converge.cli;

import dev.converge.audit.BundleBytes;
import dev.converge.audit.BundleReplay;
import dev.converge.audit.ProgramSource;
import dev.converge.audit.TemplateFiles;
import dev.converge.cli.serve.CompositeAgents;
import dev.converge.core.Program;
import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.flow.SearchAgents;
import dev.converge.domain.template.Templates;
import dev.converge.domain.tool.ToolAgents;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.replay.Difference;
import dev.converge.engine.replay.Replay;
import dev.converge.runtime.audit.TemplatePrograms;
import dev.converge.testkit.OutcomeAgents;
import dev.converge.testkit.OutcomeFlow;
import dev.converge.testkit.OutcomeFlows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Replays every bundle of a folder: shipped templates as the product does, those of the testkit
/// with the programs that only tests know.
final class ReplayFolder {
  private ReplayFolder() {}

  /// Prints what came of each, one a line.
  ///
  /// @param args the folder
  public static void main(String[] args) throws IOException {
    for (Path bundle : bundles(Path.of(args[0]))) {
      Difference difference = replay(bundle).difference();
      System.out.println(
          bundle.getFileName() + ": " + (difference == null ? "identical" : difference.message()));
    }
  }

  static List<Path> bundles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".zip")).sorted().toList();
    }
  }

  static Replay replay(Path bundle) throws IOException {
    RuleAgents rules = RuleAgents.installed();
    TemplatePrograms shipped = new TemplatePrograms(Templates.shipped(rules));
    ProgramSource programs = template -> program(template, shipped);
    Agents shippedAgents =
        new CompositeAgents(rules, SearchAgents.bundled(), ToolAgents.none(), new OutcomeAgents());
    boolean ofTestkit = bundle.getFileName().toString().startsWith("testkit-");
    return BundleReplay.replay(
        BundleBytes.of(bundle), programs, ofTestkit ? new OutcomeAgents() : shippedAgents);
  }

  private static Program program(TemplateFiles template, ProgramSource shipped) {
    return OutcomeFlows.all(_ -> template.hash()).stream()
        .filter(flow -> flow.name().equals(template.name()))
        .findFirst()
        .map(OutcomeFlow::program)
        .orElseGet(() -> shipped.compile(template));
  }
}
