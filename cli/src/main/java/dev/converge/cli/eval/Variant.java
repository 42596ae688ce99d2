package dev.converge.cli.eval;

import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.json.Json;
import dev.converge.core.text.TemplateReference;
import dev.converge.domain.template.Templates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of the ways in which fixtures are run, for comparison.
///
/// @param model of all agents, as `provider/model`, or `null` for those that the template's
///   requirements select
/// @param version of the template, or `null` for the one that the fixture names
public record Variant(@Nullable String model, @Nullable String version) {
  /// As the fixtures say.
  public static final Variant PLAIN = new Variant(null, null);

  /// Every combination of versions and models; an empty list counts as the default.
  public static List<Variant> of(List<String> models, List<String> versions) {
    List<Variant> all = new ArrayList<>();
    for (String version :
        versions.isEmpty() ? new String[] {""} : versions.toArray(String[]::new)) {
      for (String model : models.isEmpty() ? new String[] {""} : models.toArray(String[]::new)) {
        all.add(new Variant(model.isEmpty() ? null : model, version.isEmpty() ? null : version));
      }
    }
    return all;
  }

  /// Its name; empty for the default.
  public String label() {
    String of = version == null ? "" : "@" + version;
    return model == null ? of : (of.isEmpty() ? "" : of + " ") + model;
  }

  /// The program of a fixture.
  Program of(String template, Templates templates) {
    String named =
        version == null ? template : TemplateReference.of(template).name() + "@" + version;
    Program program = templates.require(named);
    return model == null ? program : asking(program, model);
  }

  /// A program whose agents use only this model.
  ///
  /// @param model as `provider/model`
  static Program asking(Program program, String model) {
    int slash = model.indexOf('/');
    List<AgentSpec> agents = new ArrayList<>();
    for (AgentSpec spec : program.agents()) {
      agents.add(
          spec.kind() == AgentSpec.Kind.LLM
              ? asking(spec, model.substring(0, slash), model.substring(slash + 1))
              : spec);
    }
    return Program.of(program.definition().withAgents(agents));
  }

  private static AgentSpec asking(AgentSpec spec, String provider, String model) {
    Json.Builder requirements = Json.object();
    spec.requirements().fields().forEach(requirements::put);
    requirements
        .put("provider", provider)
        .put("model", model)
        .put("must", List.of("model", "provider"));
    return spec.withRequirements(requirements.build());
  }
}
