package dev.converge.domain.template.wiring;

import dev.converge.core.json.Json;
import dev.converge.core.text.EnumWord;
import dev.converge.domain.template.source.SemVer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// The JSON Schema of a wiring, for editors. It is made from the tables of [WiringReader]: the same
/// keys, words and limits. It does not know the spec, so it accepts some wirings that the reader
/// rejects, but rejects none that the reader accepts.
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
            "The wiring of a flow. Its spec, in the same folder, defines what must be true.");
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
          text("^" + SemVer.grammar() + "$", "The template's semantic version, such as 1.0.0.");
      case "description" -> text("What the template does, in one sentence.");
      case "spec" ->
          text(
              "^" + WiringReader.FILE.pattern() + "$", "The file of the spec, in the same folder.");
      case "requires" ->
          mapping(
              List.of("runtime_api"),
              _ ->
                  text(
                      "^" + WiringReader.API.pattern() + "$",
                      "The required version of the runtime, such as \">=1.0\"."),
              List.of(),
              "What the template requires of the server.");
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
                  "The wiring of an agent of the spec."),
              1,
              WiringReader.MAX_AGENTS,
              "The agents of the spec, each once.");
      case "outputs" ->
          with(
              list(
                  text("A key of the spec."),
                  0,
                  OutputsReader.MAX_OUTPUTS,
                  "The keys whose facts are the answer, in reading order."),
              Json.object().put("uniqueItems", true));
      case "report" ->
          mapping(
              ReportLayoutReader.LAYOUT,
              WiringSchema::layout,
              List.of(),
              "The layout of results in reports.");
      case "policy" ->
          mapping(
              WiringReader.POLICY,
              WiringSchema::policy,
              List.of(),
              "Policies for agents and the server.");
      case "metadata" ->
          Json.object().put("type", "object").put("description", "Any data.").build();
      default -> throw unknown(key);
    };
  }

  private static Json.Obj budget(String key) {
    return switch (key) {
      case "max_cycles" -> integer(1, WiringReader.MAX_COUNT, "The maximum number of cycles.");
      case "max_facts" ->
          integer(1, WiringReader.MAX_COUNT, "The maximum number of facts, including seeds.");
      case "max_duration" -> duration("The maximum running time, without waits, such as 10m.");
      case "max_tokens" ->
          integer(0, WiringReader.MAX_TOKENS, "The maximum number of tokens for all models.");
      case "max_cost_usd" ->
          number(WiringReader.MAX_COUNT, "The maximum cost of models, in US dollars.");
      default -> throw unknown(key);
    };
  }

  private static Json.Obj agent(String key) {
    return switch (key) {
      case "id" -> text("^" + WiringReader.AGENT_ID.pattern() + "$", "The agent's id in the spec.");
      case "requirements" ->
          Json.object()
              .put(
                  "description",
                  "The requirements for the agent's model: a preset, or its members.")
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
      case "deadline" -> duration("How long one answer can take, such as 60s.");
      case "max_attempts" ->
          integer(
              1,
              WiringReader.MAX_ATTEMPTS,
              "The maximum number of attempts before the agent fails.");
      case "give_up_after" -> duration("How long an outage of its provider can last, such as 1h.");
      default -> throw unknown(key);
    };
  }

  private static Json.Obj requirement(String key) {
    return switch (key) {
      case "preset" ->
          words(Requirements.PRESETS.keySet().stream().toList(), "The preset to start from.");
      case "cost_class" ->
          words(Requirements.COSTS, "The most expensive class of model that is acceptable.");
      case "max_latency_ms" ->
          integer(1, Requirements.MAX_LATENCY_MS, "The maximum time that an answer should take.");
      case "requires_web_search" -> flag("Whether the model must search the web.");
      case "requires_reasoning" -> flag("Whether the model must reason.");
      case "min_quality" -> number(1, "The minimum quality, from 0 to 1.");
      case "max_output_tokens" ->
          integer(1, Requirements.MAX_OUTPUT_TOKENS, "The maximum length of an answer, in tokens.");
      case "provider" -> text("The provider.");
      case "model" -> text("The model.");
      case "must" ->
          list(
              words(Requirements.PREFERENCES, "Another member of this object."),
              0,
              Requirements.PREFERENCES.size(),
              "The members that are required instead of preferred.");
      default -> throw unknown(key);
    };
  }

  private static Json.Obj policy(String key) {
    return switch (key) {
      case "confidentiality" ->
          words(WiringReader.TIERS, "Whether remote models are allowed to see the content.");
      case "on_outage" ->
          words(WiringReader.ON_OUTAGE, "What a run does while a model is unavailable.");
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
              "The form in which the facts are shown.");
      case "rows" ->
          text("A table: the field that lists the rows. By default, each fact is a row.");
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
      case "from" -> text("Another key, whose facts contain the value.");
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
