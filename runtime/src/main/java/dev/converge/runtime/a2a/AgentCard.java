package dev.converge.runtime.a2a;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.SeedRule;
import dev.converge.domain.template.Template;
import dev.converge.runtime.operations.template.TemplateVersions;
import java.util.ArrayList;
import java.util.List;

/// The server's description of itself for other agents: a skill for each template.
///
/// @param version of the product
record AgentCard(String version) {
  static final String PROTOCOL = "1.0";
  private static final List<String> MODES = List.of("application/json", "text/plain");

  /// The card.
  ///
  /// @param url where requests go
  /// @param templates that the caller can run
  Json.Obj json(String url, List<TemplateVersions> templates) {
    List<Json> skills = new ArrayList<>();
    for (TemplateVersions each : templates) {
      skills.add(skill(each.template()));
    }
    Json rpc =
        Json.object()
            .put("url", url)
            .put("protocolBinding", "JSONRPC")
            .put("protocolVersion", PROTOCOL)
            .build();
    return Json.object()
        .put("name", "converge")
        .put(
            "description",
            "Runs flows of agents until no agent adds anything new. Each skill is a template. A"
                + " message with its seeds starts a task, which continues even if the client"
                + " leaves.")
        .put("version", version)
        .put("supportedInterfaces", Json.array(List.of(rpc)))
        .put(
            "capabilities",
            Json.object().put("streaming", true).put("pushNotifications", false).build())
        .put("securitySchemes", schemes())
        .put("defaultInputModes", MODES)
        .put("defaultOutputModes", MODES)
        .put("skills", Json.array(skills))
        .build();
  }

  private static Json schemes() {
    Json bearer =
        Json.object()
            .put(
                "httpAuthSecurityScheme",
                Json.object()
                    .put("scheme", "Bearer")
                    .put("description", "An API key or a token, if authentication is on.")
                    .build())
            .build();
    return Json.object().put("bearer", bearer).build();
  }

  private static Json skill(Template template) {
    StringBuilder text = new StringBuilder(template.description().strip());
    for (SeedRule rule : template.program().definition().seeds()) {
      text.append("\nSeeds with ids that start with \"").append(rule.idPrefix()).append("\" (");
      text.append(rule.required() ? "required)" : "optional)");
      if (!rule.description().isEmpty()) {
        text.append(": ").append(rule.description());
      }
    }
    return Json.object()
        .put("id", template.name())
        .put("name", template.name())
        .put("description", text.toString())
        .put("tags", List.of("converge", template.version()))
        .build();
  }
}
