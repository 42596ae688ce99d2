package dev.converge.runtime;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.converge.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Checks answers against `api/openapi.yaml`, and keeps which operations and statuses occurred.
public final class ContractCheck {
  private static final Json.Obj ROOT = load();
  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();
  private static final Set<String> UNTYPED = Set.of("204", "304");

  private ContractCheck() {}

  private static Json.Obj load() {
    try {
      return ContractFile.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// An operation of the contract.
  ///
  /// @param operation its id
  /// @param scope that a credential needs, `any` for none in particular; empty without a credential
  public record Endpoint(String operation, String method, String path, Optional<String> scope) {}

  /// All operations.
  public static List<Endpoint> endpoints() {
    List<Endpoint> all = new ArrayList<>();
    ContractFile.object(ROOT, "paths")
        .fields()
        .forEach((path, item) -> {
          ((Json.Obj) item)
              .fields()
              .forEach((method, operation) -> {
                if (operation instanceof Json.Obj of && of.get("operationId").isPresent()) {
                  all.add(
                      new Endpoint(
                          ((Json.Str) of.get("operationId").get()).value(),
                          method.toUpperCase(Locale.ROOT),
                          path,
                          scope(of)));
                }
              });
        });
    return all;
  }

  private static Optional<String> scope(Json.Obj operation) {
    Json.Arr security = (Json.Arr) operation.get("security").orElseThrow();
    for (Json way : security.items()) {
      if (((Json.Obj) way).get("bearer").orElse(null) instanceof Json.Arr(var scopes)) {
        return Optional.of(scopes.isEmpty() ? "any" : ((Json.Str) scopes.getFirst()).value());
      }
    }
    return Optional.empty();
  }

  /// What the contract says can happen, as `POST /api/v1/jobs 202`; `default` and ranges such as
  /// `4XX` are left out.
  public static Set<String> documented() {
    Set<String> all = new TreeSet<>();
    ContractFile.object(ROOT, "paths")
        .fields()
        .forEach((path, item) ->
            ((Json.Obj) item)
                .fields()
                .forEach((method, operation) -> {
                  if (!method.equals("parameters")) {
                    ContractFile.object((Json.Obj) operation, "responses")
                        .fields()
                        .keySet()
                        .stream()
                        .filter(status -> status.matches("[0-9]{3}"))
                        .map(status -> method.toUpperCase(Locale.ROOT) + " " + path + " " + status)
                        .forEach(all::add);
                  }
                }));
    return all;
  }

  /// Checks one answer.
  ///
  /// @param target path and query of the request
  /// @throws AssertionError if the contract does not allow it
  public static void check(
      String method, String target, int status, Optional<String> contentType, String body) {
    if (method.equals("HEAD") || method.equals("OPTIONS")) {
      return;
    }
    String where = method + " " + target + " -> " + status;
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    Optional<String> template = template(path);
    Optional<Json.Obj> operation =
        template.flatMap(t ->
            ContractFile.object(ContractFile.object(ROOT, "paths"), t)
                .get(method.toLowerCase(Locale.ROOT))
                .map(Json.Obj.class::cast));
    if (operation.isEmpty()) {
      if (status < 400) {
        throw new AssertionError(where + " is no operation of the contract");
      }
      problem(where, contentType, body);
      return;
    }
    Json.Obj responses = ContractFile.object(operation.get(), "responses");
    String code = String.valueOf(status);
    Optional<Json> response =
        responses
            .get(code)
            .or(() -> responses.get(code.charAt(0) + "XX"))
            .or(() -> responses.get("default"));
    Covered.note(method + " " + template.orElseThrow() + " " + code);
    if (responses.get(code).isEmpty() && status < 400) {
      throw new AssertionError(where + " is not documented");
    }
    body(
        where,
        ContractFile.resolve(ROOT, (Json.Obj) response.orElseThrow()),
        code,
        contentType,
        body);
  }

  private static void body(
      String where, Json.Obj response, String code, Optional<String> contentType, String body) {
    Json.Obj content = ContractFile.object(response, "content");
    if (content.fields().isEmpty() || UNTYPED.contains(code)) {
      if (!body.isEmpty()) {
        throw new AssertionError(where + " has a body (expected: none): " + body);
      }
      return;
    }
    String type = contentType.map(t -> t.split(";", -1)[0].strip()).orElse("");
    Json.Obj media =
        (Json.Obj)
            content
                .get(type)
                .orElseThrow(() ->
                    new AssertionError(
                        where
                            + " is \""
                            + type
                            + "\" (expected: "
                            + content.fields().keySet()
                            + ")"));
    if (type.equals("application/json") || type.endsWith("+json")) {
      validate(where, ContractFile.object(media, "schema"), body);
    } else if (type.equals("application/x-ndjson") && where.contains("/events")) {
      body.lines().forEach(ContractCheck::event);
    }
  }

  private static void problem(String where, Optional<String> contentType, String body) {
    if (!contentType.orElse("").equals("application/problem+json")) {
      throw new AssertionError(where + " is " + contentType + " (expected: a problem): " + body);
    }
    validate(where, Json.object().put("$ref", "#/components/schemas/Problem").build(), body);
  }

  /// Checks an event against the schema that the contract's discriminator names for its type.
  public static void event(String json) {
    Json.Obj schemas = ContractFile.object(ContractFile.object(ROOT, "components"), "schemas");
    Json.Obj choice = ContractFile.object(ContractFile.object(schemas, "Event"), "discriminator");
    Json type = ((Json.Obj) Json.parse(json)).get("type").orElse(Json.of(""));
    Json ref =
        ContractFile.object(choice, "mapping")
            .get(((Json.Str) type).value())
            .orElseThrow(() -> new AssertionError("event: no schema for its type in " + json));
    validate("event", Json.object().put("$ref", ref).build(), json);
  }

  /// Checks what the stream of changes sends.
  public static void change(String json) {
    validate("change", Json.object().put("$ref", "#/components/schemas/JobChange").build(), json);
  }

  private static void validate(String where, Json.Obj schema, String body) {
    Schema compiled = SCHEMAS.computeIfAbsent(schema.canonical(), _ -> compile(schema));
    List<String> errors =
        compiled.validate(body, InputFormat.JSON).stream().map(String::valueOf).toList();
    if (!errors.isEmpty()) {
      throw new AssertionError(where + ": " + errors + " in " + body);
    }
  }

  private static Schema compile(Json.Obj schema) {
    TreeMap<String, Json> whole = new TreeMap<>(schema.fields());
    whole.put("components", ContractFile.object(ROOT, "components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Json.object(whole).canonical(), InputFormat.JSON);
  }

  /// The path of the contract that a path is one of; literal parts win over parameters.
  private static Optional<String> template(String path) {
    List<String> fitting = new ArrayList<>();
    String[] parts = path.split("/", -1);
    for (String candidate : ContractFile.object(ROOT, "paths").fields().keySet()) {
      if (fits(candidate.split("/", -1), parts)) {
        fitting.add(candidate);
      }
    }
    return fitting.stream().min((a, b) -> Integer.compare(parameters(a), parameters(b)));
  }

  private static int parameters(String template) {
    return (int) template.chars().filter(c -> c == '{').count();
  }

  private static boolean fits(String[] template, String[] path) {
    if (template.length != path.length) {
      return false;
    }
    for (int i = 0; i < path.length; i++) {
      boolean parameter = template[i].startsWith("{") && !path[i].isEmpty();
      if (!parameter && !template[i].equals(path[i])) {
        return false;
      }
    }
    return true;
  }
}
