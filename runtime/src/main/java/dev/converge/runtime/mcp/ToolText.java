package dev.converge.runtime.mcp;

import dev.converge.core.json.Json;
import java.util.List;

/// Descriptions of tools, and of the arguments that several of them have, for models.
final class ToolText {
  private ToolText() {}

  /// A tool as clients list it.
  ///
  /// @param readOnly whether a call changes nothing
  static Json.Obj definition(String name, String description, boolean readOnly, Json.Obj schema) {
    Json annotations =
        Json.object()
            .put("readOnlyHint", readOnly)
            .put("destructiveHint", false)
            .put("openWorldHint", false)
            .build();
    return Json.object()
        .put("name", name)
        .put("description", description)
        .put("inputSchema", schema)
        .put("annotations", annotations)
        .build();
  }

  /// The schema of the arguments.
  static Json.Obj arguments(Json.Obj properties, List<String> required) {
    return Json.object()
        .put("type", "object")
        .put("properties", properties)
        .put("required", required)
        .put("additionalProperties", false)
        .build();
  }

  static Json text(String description) {
    return Json.object().put("type", "string").put("description", description).build();
  }

  static Json oneOf(String description, List<String> words) {
    return Json.object()
        .put("type", "string")
        .put("enum", words)
        .put("description", description)
        .build();
  }

  static Json jobId() {
    return text("The id of the job, as returned by the tool that started it: job_…");
  }

  static Json runId() {
    return text("A run of the job. Default: its first run.");
  }

  static Json waitSeconds(long byDefault, long most) {
    return Json.object()
        .put("type", "integer")
        .put("minimum", 0)
        .put("maximum", (double) most)
        .put(
            "description",
            "Maximum time to wait for the run to end or to need a person, in seconds. Default: "
                + byDefault
                + ". The run continues after the wait.")
        .build();
  }
}
