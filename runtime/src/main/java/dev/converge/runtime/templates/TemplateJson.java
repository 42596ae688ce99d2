package dev.converge.runtime.templates;

import dev.converge.core.Invariant;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.proposal.SeedRule;
import dev.converge.core.text.EnumWord;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.Templates;
import dev.converge.domain.template.source.TemplateProblem;
import dev.converge.runtime.jobs.JobJson;
import java.util.List;

/// Templates as JSON.
final class TemplateJson {
  private TemplateJson() {}

  /// A template in a list.
  static void listed(CanonicalWriter out, Template template, List<String> versions) {
    out.open();
    head(out, template, versions);
    out.name("seeds").openArray();
    for (SeedRule rule : template.program().definition().seeds()) {
      out.open().field("id_prefix", rule.idPrefix()).field("required", rule.required());
      out.field("description", rule.description()).close();
    }
    out.closeArray().close();
  }

  private static void head(CanonicalWriter out, Template template, List<String> versions) {
    String self = "/api/v1/templates/" + template.name();
    out.field("name", template.name()).field("version", template.version());
    out.field("versions", versions).field("description", template.description());
    out.field("hash", template.hash()).field("metadata", template.metadata());
    out.name("links").open().field("self", self).field("spec", self + "/spec");
    out.field("wiring", self + "/wiring").close();
  }

  /// A template, with its seeds as a JSON Schema.
  static CanonicalWriter whole(Template template, List<String> versions, int maxSeeds) {
    Program.Definition definition = template.program().definition();
    CanonicalWriter out = new CanonicalWriter(4096);
    out.open();
    head(out, template, versions);
    out.field("objective", definition.objective());
    out.field("outputs", definition.outputs());
    out.field("seeds_schema", Templates.seedSchema(template.program(), maxSeeds));
    out.name("agents").openArray();
    for (AgentSpec agent : definition.agents()) {
      agent(out, agent);
    }
    out.closeArray().name("invariants").openArray();
    for (Invariant invariant : definition.invariants()) {
      out.open().field("id", invariant.id()).field("class", EnumWord.of(invariant.kind()));
      out.field("name", invariant.name());
      out.field("tier", invariant.tier().isEmpty() ? null : invariant.tier()).close();
    }
    out.closeArray().name("approvals").openArray();
    for (Gate gate : definition.gates()) {
      out.open().field("id", gate.id()).field("key", gate.key()).field("role", gate.role());
      out.close();
    }
    out.closeArray().name("budget");
    JobJson.budget(out, definition.budget());
    return out.close();
  }

  private static void agent(CanonicalWriter out, AgentSpec agent) {
    out.open().field("id", agent.id()).field("kind", EnumWord.of(agent.kind()));
    out.field("optional", agent.optional());
    out.field("reads_all_of", agent.eligibility().allOf());
    out.field("reads_any_of", agent.eligibility().anyOf());
    out.field("writes", agent.outputs().stream().map(AgentSpec.Output::key).toList()).close();
  }

  /// What is wrong with a template.
  static void problems(CanonicalWriter out, List<TemplateProblem> problems) {
    out.openArray();
    for (TemplateProblem problem : problems) {
      out.open().field("file", problem.file()).field("line", problem.line());
      out.field("column", problem.column()).field("message", problem.message()).close();
    }
    out.closeArray();
  }
}
