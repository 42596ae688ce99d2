package dev.converge.cli;

import dev.converge.cli.client.LiveView;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a model answers that keeps whatever contract it is given: as few facts as are asked for, of
/// which each names a digest of all that the model was told. So its answer is another exactly if
/// the request is.
final class ContractAnswers {
  private static final Pattern AGENT = Pattern.compile("You are the agent \"([a-z_]+)\"");
  private static final Pattern FACT = Pattern.compile("(?m)^\\{\"cites\":.*}$");
  private static final Pattern RULE =
      Pattern.compile(
          "- under \"(\\w+)\": (?:at least )?(\\d+)(?: to \\d+)?(?: for each of (.*?);)?");
  private static final Pattern CITES =
      Pattern.compile("each cites at least \\d+ of the facts under \"(\\w+)\"");
  private static final int DIGITS = 8;
  private static final int MIDDLE = 5;

  private ContractAnswers() {}

  /// The agent on whose behalf a request is made.
  static Optional<String> agent(Json.Obj request) {
    Matcher agent = AGENT.matcher(told(request));
    return agent.find() ? Optional.of(agent.group(1)) : Optional.empty();
  }

  private static String told(Json.Obj request) {
    return request.get("messages").orElse(null) instanceof Json.Arr(var messages)
        ? LiveView.text((Json.Obj) messages.getLast(), "content")
        : "";
  }

  /// The answer to a request in the form of chat completions.
  static Json.Obj answer(Json.Obj request) {
    String told = told(request);
    Map<String, List<String>> ids = new LinkedHashMap<>();
    FACT.matcher(told)
        .results()
        .map(line -> (Json.Obj) Json.parse(line.group()))
        .forEach(fact ->
            ids.computeIfAbsent(LiveView.text(fact, "key"), _ -> new ArrayList<>())
                .add(LiveView.text(fact, "id")));
    Json.Builder answer = Json.object();
    Matcher rule = RULE.matcher(told);
    while (rule.find()) {
      String key = rule.group(1);
      List<String> due = rule.group(3) == null ? List.of() : strings(rule.group(3));
      List<String> cites = cites(told.substring(rule.end()), ids);
      int count = Integer.parseInt(rule.group(2)) * Math.max(1, due.size());
      List<Json> facts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String what = key + " " + (i + 1) + ", told " + Digest.of(told).substring(0, DIGITS) + ".";
        facts.add(
            Json.object()
                .put("content", what)
                .put("data", data(request, key))
                .put("cites", due.isEmpty() ? cites : List.of(due.get(i % due.size())))
                .put("confidence", 0.9)
                .build());
      }
      answer.put(key, Json.array(facts));
    }
    return answer.build();
  }

  private static List<String> strings(String json) {
    return ((Json.Arr) Json.parse(json))
        .items().stream().map(item -> ((Json.Str) item).value()).toList();
  }

  /// The first fact under each key that must be cited, as the lines below a rule say.
  private static List<String> cites(String below, Map<String, List<String>> ids) {
    int next = below.indexOf("\n- under ");
    Matcher cites = CITES.matcher(next < 0 ? below : below.substring(0, next));
    return cites
        .results()
        .map(found -> ids.getOrDefault(found.group(1), List.of()).getFirst())
        .toList();
  }

  /// The least that the contract lets a fact's data have.
  private static Json.@org.jspecify.annotations.Nullable Obj data(Json.Obj request, String key) {
    Json.Obj at = request;
    for (String name :
        List.of("response_format", "json_schema", "schema", "properties", key, "items")) {
      at = member(at, name).orElseThrow();
    }
    Optional<Json.Obj> data = member(at, "properties").flatMap(all -> member(all, "data"));
    Json.Builder out = Json.object();
    data.flatMap(schema -> member(schema, "properties"))
        .ifPresent(
            all -> all.fields().forEach((name, type) -> out.put(name, value((Json.Obj) type))));
    return data.isEmpty() ? null : out.build();
  }

  private static Json value(Json.Obj type) {
    if (type.get("enum").orElse(null) instanceof Json.Arr(var words)) {
      return words.getFirst();
    }
    return LiveView.text(type, "type").equals("string") ? Json.of("text") : Json.of(MIDDLE);
  }

  private static Optional<Json.Obj> member(Json.Obj of, String name) {
    return of.get(name).map(Json.Obj.class::cast);
  }
}
