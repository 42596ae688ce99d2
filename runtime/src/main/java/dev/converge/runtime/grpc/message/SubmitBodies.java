package dev.converge.runtime.grpc.message;

import dev.converge.core.json.Json;
import dev.converge.proto.FieldViolation;
import dev.converge.proto.SeedFact;
import dev.converge.proto.SubmitJobRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A submission as the JSON body of the HTTP API, so that both are processed in the same way, and
/// two with the same idempotency key can be compared.
final class SubmitBodies {
  /// The member of the metadata that keeps the trace of a job.
  static final String TRACE_MEMBER = "parent_trace_id";

  private SubmitBodies() {}

  /// The body.
  ///
  /// @throws FieldException if a field is wrong
  static Json.Obj body(SubmitJobRequest request) {
    List<FieldViolation> wrong = new ArrayList<>();
    Json.Builder body = Json.object();
    template(request, body, wrong);
    body.put("seeds", seeds(request.getSeedsList(), wrong));
    try {
      if (request.hasBudget()) {
        body.put("budget", BudgetMessages.json(request.getBudget()));
      }
      metadata(request, body);
    } catch (FieldException e) {
      wrong.addAll(e.violations());
    }
    if (request.hasMode()) {
      body.put("mode", request.getMode());
    }
    if (request.hasOnOutage()) {
      body.put("policy", Json.object().put("on_outage", request.getOnOutage()).build());
    }
    if (request.hasCorrelationId()) {
      body.put("correlation_id", request.getCorrelationId());
    }
    if (request.hasActor()) {
      body.put("actor", request.getActor());
    }
    if (!wrong.isEmpty()) {
      throw new FieldException(wrong);
    }
    return body.build();
  }

  /// `blueprint_id` or the one entry of `pack_ids` names the template, alone or with its version.
  private static void template(
      SubmitJobRequest request, Json.Builder body, List<FieldViolation> wrong) {
    List<String> packs = request.getPackIdsList();
    String named = request.getBlueprintId();
    if (packs.size() > 1) {
      wrong.add(
          FieldException.violation("pack_ids", packs.size() + " entries (expected: at most one)"));
      return;
    }
    if (named.isEmpty() && packs.isEmpty()) {
      wrong.add(FieldException.violation("blueprint_id", "empty (expected: a template's name)"));
      return;
    }
    if (!named.isEmpty() && !packs.isEmpty() && !packs.getFirst().equals(named)) {
      wrong.add(
          FieldException.violation(
              "pack_ids", packs.getFirst() + " (expected: none, or " + named + ")"));
      return;
    }
    String template = named.isEmpty() ? packs.getFirst() : named;
    int at = template.indexOf('@');
    String version = at < 0 ? "" : template.substring(at + 1);
    if (request.hasVersion()) {
      if (at >= 0 && !version.equals(request.getVersion())) {
        wrong.add(
            FieldException.violation(
                "version", request.getVersion() + " (expected: none, or " + version + ")"));
      }
      version = request.getVersion();
    }
    body.put("template", at < 0 ? template : template.substring(0, at));
    if (at >= 0 || request.hasVersion()) {
      body.put("version", version);
    }
  }

  /// Seeds in the form of the body. Their problems are added to a list.
  static Json seeds(List<SeedFact> messages, List<FieldViolation> wrong) {
    List<Json> seeds = new ArrayList<>();
    for (SeedFact seed : messages) {
      try {
        seeds.add(seed(seed, "seeds[" + seeds.size() + "]"));
      } catch (FieldException e) {
        wrong.addAll(e.violations());
        seeds.add(Json.Null.NULL);
      }
    }
    return Json.array(seeds);
  }

  private static Json.Obj seed(SeedFact seed, String field) {
    StructContent content =
        StructContent.of(
            seed.getValue(), field + ".value", seed.hasTruthId() ? seed.getTruthId() : null);
    return Json.object()
        .put("id", seed.getKey())
        .put("content", content.text())
        .put("data", content.data())
        .build();
  }

  private static void metadata(SubmitJobRequest request, Json.Builder body) {
    TreeMap<String, Json> metadata = new TreeMap<>();
    if (request.hasMetadata()) {
      metadata.putAll(Structs.object(request.getMetadata(), "metadata").fields());
    }
    if (request.hasParentTraceId()) {
      metadata.put(TRACE_MEMBER, Json.of(request.getParentTraceId()));
    }
    if (!metadata.isEmpty()) {
      body.put("metadata", Json.object(metadata));
    }
  }

  /// The field of the message that a JSON pointer into the body refers to.
  static String field(String pointer) {
    StringBuilder out = new StringBuilder();
    for (String part : pointer.substring(Math.min(1, pointer.length())).split("/", -1)) {
      String name = part.replace("~1", "/").replace("~0", "~");
      boolean index = !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
      if (index) {
        out.append('[').append(name).append(']');
      } else {
        out.append(out.isEmpty() ? "" : ".").append(name);
      }
    }
    return out.toString()
        .replaceFirst("^template$", "blueprint_id")
        .replaceFirst("^at\\.(sequence|cycle)$", "$1")
        .replaceFirst("^budget\\.max_duration$", "budget.max_duration_ms")
        .replaceFirst("^(seeds\\[[0-9]+])\\.id$", "$1.key")
        .replaceFirst("^(seeds\\[[0-9]+])\\.(content|data)", "$1.value");
  }
}
