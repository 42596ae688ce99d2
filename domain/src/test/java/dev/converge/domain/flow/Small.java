package dev.converge.domain.flow;

import dev.converge.domain.template.Template;
import dev.converge.domain.template.TemplateCompiler;
import dev.converge.domain.template.TemplateSource;
import dev.converge.domain.template.Templates;
import dev.converge.domain.template.source.TemplateProblem;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A small template that compiles, and ways to change it.
public final class Small {
  public static final String SPEC =
      """
      Feature: Small
        Say what the seeds say.

        @intent
        Scenario: Scope
          Given a seed with id starting "topic:"

        @agent @llm @id:writer
        Scenario: A summary is written
          Given facts under "Seeds"
          When the agent is asked
            \"""
            Summarise the seeds.
            \"""
          Then it proposes 1 to 2 facts under "Notes" with ids starting "note:"
          And each fact cites at least 1 fact under "Seeds"

        @invariant @acceptance @id:noted
        Scenario: Something was noted
          Then at least 1 fact exists under "Notes"
      """;

  public static final String WIRING =
      """
      name: small
      version: 1.0.0
      spec: small.feature
      agents:
        - { id: writer, requirements: analysis }
      """;

  private Small() {}

  public static Template compile(String spec, String wiring) {
    return new TemplateCompiler(RuleAgents.installed())
        .compile(TemplateSource.of("small", spec, wiring));
  }

  public static Template compile(byte[] spec) {
    return new TemplateCompiler(RuleAgents.installed())
        .compile(
            new TemplateSource(
                "small.feature", spec, "small.yaml", WIRING.getBytes(StandardCharsets.UTF_8)));
  }

  /// With another spec.
  public static Template spec(String spec) {
    return compile(spec, WIRING);
  }

  /// With another spec, whether or not what it says can ever happen.
  public static Template meaning(String spec) {
    return meaning(spec, WIRING);
  }

  /// The same, with another wiring.
  public static Template meaning(String spec, String wiring) {
    return new TemplateCompiler(RuleAgents.installed())
        .compileInstalled(TemplateSource.of("small", spec, wiring));
  }

  /// With something replaced in the spec.
  public static Template with(String old, String text) {
    if (!SPEC.contains(old)) {
      throw new AssertionError("not in the spec: " + old);
    }
    return spec(SPEC.replace(old, text));
  }

  /// With a further scenario.
  public static Template plus(String scenario) {
    return spec(SPEC + "\n" + scenario.indent(2));
  }

  /// The problems of both files.
  public static List<TemplateProblem> problems(String spec, String wiring) {
    return new Templates(RuleAgents.installed()).check(TemplateSource.of("small", spec, wiring));
  }
}
