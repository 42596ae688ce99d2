package dev.converge.domain.template.wiring;

import dev.converge.core.json.Json;
import dev.converge.core.text.EnumWord;
import dev.converge.domain.template.source.SemVer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// The JSON Schema of a wiring, for editors. It is made of what [WiringReader] reads by: the same
/// keys, words and limits. It cannot know the spec, so it accepts some wirings that the reader
/// refuses, and refuses none that the reader accepts.
///
/// Draft 7, which every editor knows.
public final class WiringSchema {
  /// Where servers offer it.
  public static final String PATH = "/api/v1/schemas/wiring.json";

  private static final String DURATION = "^([0-9]{1,9}(ms|s|m|h|d)|[Pp].+)$";

  private WiringSchema() {}

  /// The schema.
  public static Json.Obj json() {
    Json.Obj root =
        mapping(
            WiringReader.KNOWN,
            WiringSchema::top,
            List.of("name", "version", "spec", "agents"),
            "What a flow runs on. What must be true is said in the spec beside it.");
    return with(
        root,
        Json.object()
            .put("$schema", "http://json-schema.org/draft-07/schema#")
            .put("title", "Wiring of a converge template"));
  }

  private static Json.Obj top(String key) {
    return switch (key) {
      case "name" ->
          with(
              text("^" + WiringReader.NAME.pattern() + "$", "The template's name."),
              Json.object().put("maxLength", WiringReader.MAX_NAME));
      case "version" ->
          text("^" + SemVer.grammar() + "$", "The template's version, as semver.org says: 1.0.0.");
      case "description" -> text("What the template does, in a sentence.");
      case "spec" ->
          text("^" + WiringReader.FILE.pattern() + "$", "The file of the spec, beside this one.");
      case "requires" ->
          mapping(
              List.of("runtime_api"),
              _ ->
                  text(
                      "^" + WiringReader.API.pattern() + "$",
                      "The version of the runtime that the template needs: \">=1.0\"."),
              List.of(),
              "What the template needs of the server.");
      case "budget" ->
          mapping(
              WiringReader.BUDGET,
              WiringSchema::budget,
              List.of(),
              "The limits of a run. A run that reaches one halts.");
      case "agents" ->
          list(
              mapping(
                  WiringReader.AGENT,
                  WiringSchema::agent,
                  List.of("id", "requirements"),
                  "What an agent of the spec runs on."),
              1,
              WiringReader.MAX_AGENTS,
              "The agents of the spec, each once.");
      case "outputs" ->
          with(
              list(
                  text("A key of the spec."),
                  0,
                  OutputsReader.MAX_OUTPUTS,
                  "The keys whose facts are the answer, in the order in which people read them."),
              Json.object().put("uniqueItems", true));
      case "report" ->
          mapping(
              ReportLayoutReader.LAYOUT,
              WiringSchema::layout,
              List.of(),
              "How results are laid out in reports.");
      case "policy" ->
          mapping(
              WiringReader.POLICY, WiringSchema::policy, List.of(), "What agents and hosts heed.");
      case "metadata" ->
          Json.object().put("type", "object").put("description", "Whatever you like.").build();
      default -> throw unknown(key);
    };
  }

  private static Json.Obj budget(String key) {
    return switch (key) {
      case "max_cycles" -> integer(1, WiringReader.MAX_COUNT, "The most cycles.");
      case "max_facts" -> integer(1, WiringReader.MAX_COUNT, "The most facts, seeds included.");
      case "max_duration" -> duration("The longest running time, without waits: 10m.");
      case "max_tokens" -> integer(0, WiringReader.MAX_TOKENS, "The most tokens of all models.");
      case "max_cost_usd" -> number(WiringReader.MAX_COUNT, "The most that models may cost.");
      default -> throw unknown(key);
    };
  }

  private static Json.Obj agent(String key) {
    return switch (key) {
      case "id" -> text("^" + WiringReader.AGENT_ID.pattern() + "$", "The agent's id in the spec.");
      case "requirements" ->
          Json.object()
              .put("description", "What the agent asks of its model: a preset, or its members.")
              .put(
                  "anyOf",
                  Json.array(
                      List.of(
                          words(
                              Requirements.PRESETS.keySet().stream().toList(),
                              "A preset; deterministic for agents without a model."),
                          mapping(
                              Requirements.KNOWN,
                              WiringSchema::requirement,
                              List.of(),
                              "A preset with changes, or members one by one."))))
              .build();
      case "deadline" -> duration("How long one answer may take: 60s.");
      case "max_attempts" ->
          integer(1, WiringReader.MAX_ATTEMPTS, "How often the agent is asked before it fails.");
      case "give_up_after" -> duration("How long an outage of its provider may last: 1h.");
      default -> throw unknown(key);
    };
  }

  private static Json.Obj requirement(String key) {
    return switch (key) {
      case "preset" -> words(Requirements.PRESETS.keySet().stream().toList(), "Where to begin.");
      case "cost_class" -> words(Requirements.COSTS, "The most expensive kind of model.");
      case "max_latency_ms" ->
          integer(1, Requirements.MAX_LATENCY_MS, "How long an answer should take at most.");
      case "requires_web_search" -> flag("Whether the model has to search the web.");
      case "requires_reasoning" -> flag("Whether the model has to reason.");
      case "min_quality" -> number(1, "The lowest quality, 0 to 1.");
      case "max_output_tokens" ->
          integer(1, Requirements.MAX_OUTPUT_TOKENS, "The longest answer, in tokens.");
      case "provider" -> text("The provider to ask.");
      case "model" -> text("The model to ask.");
      case "must" ->
          list(
              words(Requirements.PREFERENCES, "Another member of this object."),
              0,
              Requirements.PREFERENCES.size(),
              "Which of these are required rather than preferred.");
      default -> throw unknown(key);
    };
  }

  private static Json.Obj policy(String key) {
    return switch (key) {
      case "confidentiality" -> words(WiringReader.TIERS, "Whether models elsewhere may see it.");
      case "on_outage" -> words(WiringReader.ON_OUTAGE, "What a run does while a model is away.");
      default -> throw unknown(key);
    };
  }

  private static Json.Obj layout(String key) {
    return switch (key) {
      case "title" -> text("The heading of the report.");
      case "sections" ->
          list(section(), 0, ReportLayoutReader.MAX_SECTIONS, "The sections, in order.");
      default -> throw unknown(key);
    };
  }

  private static Json.Obj section() {
    Json.Obj section =
        mapping(
            ReportLayoutReader.SECTION, WiringSchema::section, List.of("key"), "Facts of one key.");
    Json.Obj table =
        Json.object()
            .put("properties", Json.object().put("form", constant("table")).build())
            .put("required", List.of("form"))
            .build();
    Json.Obj noTable =
        Json.object()
            .put("properties", Json.object().put("rows", false).put("columns", false).build())
            .build();
    return with(
        section,
        Json.object()
            .put("if", table)
            .put("then", Json.object().put("required", List.of("columns")).build())
            .put("else", noTable));
  }

  private static Json.Obj constant(String word) {
    return Json.object().put("const", word).build();
  }

  private static Json.Obj section(String key) {
    return switch (key) {
      case "title" -> text("The heading.");
      case "key" -> text("The key whose facts are shown.");
      case "form" ->
          words(
              Arrays.stream(ReportLayout.Form.values()).map(EnumWord::of).toList(),
              "How they are shown.");
      case "rows" -> text("A table: the field that gives each row, if not each fact does.");
      case "columns" ->
          list(
              with(
                  mapping(
                      ReportLayoutReader.COLUMN,
                      WiringSchema::column,
                      List.of("title", "value"),
                      "A column."),
                  Json.object()
                      .put("dependencies", Json.object().put("from", List.of("where")).build())),
              0,
              ReportLayoutReader.MAX_COLUMNS,
              "A table: its columns.");
      default -> throw unknown(key);
    };
  }

  private static Json.Obj column(String key) {
    return switch (key) {
      case "title" -> text("The heading.");
      case "value" -> text("content, id, cites, or a field of the facts.");
      case "from" -> text("Another key whose facts the value is taken from.");
      case "where" -> text("The field of those facts that names the row.");
      default -> throw unknown(key);
    };
  }

  private static AssertionError unknown(String key) {
    return new AssertionError("the reader knows a key that the schema does not: " + key);
  }

  private static Json.Obj with(Json.Obj schema, Json.Builder more) {
    Json.Builder all = Json.object();
    schema.fields().forEach(all::put);
    more.build().fields().forEach(all::put);
    return all.build();
  }

  private static Json.Obj mapping(
      List<String> keys,
      Function<String, Json.Obj> member,
      List<String> required,
      String description) {
    Json.Builder members = Json.object();
    keys.forEach(key -> members.put(key, member.apply(key)));
    Json.Builder schema =
        Json.object()
            .put("type", "object")
            .put("description", description)
            .put("properties", members.build())
            .put("additionalProperties", false);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    return schema.build();
  }

  private static Json.Obj list(Json.Obj item, int min, int max, String description) {
    return Json.object()
        .put("type", "array")
        .put("description", description)
        .put("items", item)
        .put("minItems", min)
        .put("maxItems", max)
        .build();
  }

  private static Json.Obj text(String description) {
    return Json.object().put("type", "string").put("description", description).build();
  }

  private static Json.Obj text(String pattern, String description) {
    return with(text(description), Json.object().put("pattern", pattern));
  }

  private static Json.Obj duration(String description) {
    return text(DURATION, description);
  }

  private static Json.Obj words(List<String> words, String description) {
    return with(text(description), Json.object().put("enum", words));
  }

  private static Json.Obj flag(String description) {
    return Json.object().put("type", "boolean").put("description", description).build();
  }

  private static Json.Obj integer(long min, long max, String description) {
    return with(
        number(max, description),
        Json.object().put("type", "integer").put("minimum", (double) min));
  }

  private static Json.Obj number(long max, String description) {
    return Json.object()
        .put("type", "number")
        .put("description", description)
        .put("minimum", 0)
        .put("maximum", (double) max)
        .build();
  }
}
