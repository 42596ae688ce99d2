package dev.converge.runtime;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds what is wrong in an OpenAPI document: what `redocly lint` finds, as far as this contract
/// can have it, and members without a description.
final class ContractLint {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  /// The keys of each kind of object, without those that begin with `x-`.
  private static final Map<String, Set<String>> KEYS =
      Map.of(
          "document",
              words(
                  "openapi info jsonSchemaDialect servers paths webhooks components security tags"),
          "info", words("title summary description termsOfService contact license version"),
          "server", words("url description variables"),
          "tag", words("name description externalDocs"),
          "components",
              words(
                  "schemas responses parameters examples requestBodies headers securitySchemes links"),
          "operation",
              words(
                  "tags summary description externalDocs operationId parameters requestBody responses"
                      + " callbacks deprecated security servers"),
          "parameter",
              words(
                  "name in description required deprecated allowEmptyValue style explode schema"
                      + " example examples content"),
          "response", words("description headers content links"),
          "body", words("description content required"),
          "media", words("schema example examples encoding"));

  private static final Set<String> SCHEMA_KEYS =
      words(
          "type enum const title description default examples format pattern minLength maxLength"
              + " minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems"
              + " uniqueItems items minProperties maxProperties required properties"
              + " additionalProperties unevaluatedProperties propertyNames allOf anyOf oneOf not"
              + " contentMediaType contentSchema discriminator deprecated readOnly writeOnly $ref");

  private static final Pattern IN_PATH = Pattern.compile("\\{([^}]+)}");

  private final Json.Obj root;
  private final List<String> findings = new ArrayList<>();
  private final Set<String> used = new TreeSet<>();
  private final Set<String> operations = new TreeSet<>();

  private ContractLint(Json.Obj root) {
    this.root = root;
  }

  private static Set<String> words(String text) {
    return new TreeSet<>(List.of(text.split(" ", -1)));
  }

  /// What is wrong, each with its place.
  static List<String> findings(Json.Obj document) {
    ContractLint lint = new ContractLint(document);
    lint.document();
    return lint.findings;
  }

  private void document() {
    keys("#", root, "document");
    Json.Obj info = ContractFile.object(root, "info");
    keys("#/info", info, "info");
    described("#/info", info);
    list(root, "servers").forEach(server -> keys("#/servers", server, "server"));
    Set<String> tags = new TreeSet<>();
    for (Json.Obj tag : list(root, "tags")) {
      keys("#/tags", tag, "tag");
      described("#/tags/" + text(tag, "name"), tag);
      tags.add(text(tag, "name"));
    }
    each(root, "paths", "#/paths", (at, path) -> path(at, path, tags));
    Json.Obj components = ContractFile.object(root, "components");
    keys("#/components", components, "components");
    String base = "#/components/";
    each(components, "parameters", base + "parameters", this::parameter);
    each(components, "headers", base + "headers", this::header);
    each(components, "requestBodies", base + "requestBodies", this::body);
    each(components, "responses", base + "responses", this::response);
    each(components, "schemas", base + "schemas", this::schema);
    components
        .fields()
        .forEach((kind, group) -> {
          if (!kind.equals("securitySchemes") && group instanceof Json.Obj named) {
            named.fields().keySet().stream()
                .map(name -> base + kind + "/" + name)
                .filter(name -> !used.contains(name))
                .forEach(name -> findings.add(name + ": is never used"));
          }
        });
  }

  private void path(String at, Json.Obj item, Set<String> tags) {
    List<Json.Obj> shared = list(item, "parameters");
    shared.forEach(parameter -> parameter(at + "/parameters", parameter));
    item.fields()
        .forEach((method, node) -> {
          if (METHODS.contains(method)) {
            operation(at, method, (Json.Obj) node, shared, tags);
          } else if (!method.equals("parameters")) {
            findings.add(at + ": \"" + method + "\" is unknown here");
          }
        });
  }

  /// A scope is asked of every kind of credential alike.
  private void credentials(String at, Json.Obj operation) {
    Json.Obj components = ContractFile.object(root, "components");
    Set<Json> scopes = new HashSet<>();
    Set<String> kinds = new TreeSet<>();
    for (Json.Obj way : list(operation, "security")) {
      kinds.addAll(way.fields().keySet());
      scopes.addAll(way.fields().values());
    }
    if (!kinds.isEmpty()
        && (scopes.size() != 1
            || !kinds.equals(
                ContractFile.object(components, "securitySchemes").fields().keySet()))) {
      findings.add(at + ": security differs between " + kinds);
    }
  }

  private void operation(
      String path, String method, Json.Obj operation, List<Json.Obj> shared, Set<String> tags) {
    String at = path + "/" + method;
    keys(at, operation, "operation");
    String id = text(operation, "operationId");
    if (id.isEmpty() || !operations.add(id)) {
      findings.add(at + ": operationId is \"" + id + "\" (expected: one of its own)");
    }
    credentials(at, operation);
    if (text(operation, "summary").isEmpty()) {
      findings.add(at + ": has no summary");
    }
    operation.get("tags").map(ContractLint::strings).orElse(List.of("")).stream()
        .filter(tag -> !tags.contains(tag))
        .forEach(tag -> findings.add(at + ": tag \"" + tag + "\" is not declared"));
    List<Json.Obj> parameters = new ArrayList<>(shared);
    list(operation, "parameters")
        .forEach(parameter -> {
          parameter(at + "/parameters", parameter);
          parameters.add(parameter);
        });
    inPath(at, path, parameters);
    operation.get("requestBody").ifPresent(body -> body(at + "/requestBody", (Json.Obj) body));
    each(operation, "responses", at + "/responses", this::response);
    Set<String> statuses = ContractFile.object(operation, "responses").fields().keySet();
    // A redirect is a success too.
    for (String kind : List.of("[23]", "4")) {
      if (statuses.stream().noneMatch(status -> status.matches(kind + ".."))) {
        findings.add(at + "/responses: has no " + kind + "XX");
      }
    }
  }

  private void inPath(String at, String path, List<Json.Obj> parameters) {
    Set<String> expected = new TreeSet<>();
    Matcher names = IN_PATH.matcher(path);
    while (names.find()) {
      expected.add(names.group(1));
    }
    Set<String> declared = new TreeSet<>();
    parameters.stream()
        .map(parameter -> ContractFile.resolve(root, parameter))
        .filter(parameter -> text(parameter, "in").equals("path"))
        .forEach(parameter -> declared.add(text(parameter, "name")));
    if (!declared.equals(expected)) {
      findings.add(at + ": path parameters are " + declared + " (expected: " + expected + ")");
    }
  }

  private void parameter(String at, Json.Obj node) {
    if (reference(at, node)) {
      return;
    }
    String named = at + "/" + text(node, "name");
    keys(named, node, "parameter");
    described(named, node);
    schema(named + "/schema", ContractFile.object(node, "schema"));
  }

  private void header(String at, Json.Obj node) {
    if (!reference(at, node)) {
      keys(at, node, "parameter");
      described(at, node);
      schema(at + "/schema", ContractFile.object(node, "schema"));
    }
  }

  private void body(String at, Json.Obj node) {
    if (!reference(at, node)) {
      keys(at, node, "body");
      each(node, "content", at + "/content", this::media);
    }
  }

  private void response(String at, Json.Obj node) {
    if (!reference(at, node)) {
      keys(at, node, "response");
      described(at, node);
      each(node, "headers", at + "/headers", this::header);
      each(node, "content", at + "/content", this::media);
    }
  }

  private void media(String at, Json.Obj node) {
    keys(at, node, "media");
    Json.Obj schema = ContractFile.object(node, "schema");
    schema(at + "/schema", schema);
    node.get("example").ifPresent(example -> example(at + "/example", schema, example));
    each(
        node,
        "examples",
        at + "/examples",
        (name, example) -> example.get("value").ifPresent(value -> example(name, schema, value)));
  }

  private void schema(String at, Json.Obj node) {
    reference(at, node);
    node.fields().keySet().stream()
        .filter(key -> !SCHEMA_KEYS.contains(key))
        .forEach(key -> findings.add(at + ": \"" + key + "\" is unknown here"));
    each(
        node,
        "properties",
        at + "/properties",
        (property, schema) -> {
          schema(property, schema);
          described(property, described(schema) ? schema : ContractFile.resolve(root, schema));
        });
    required(at, node);
    for (String part :
        List.of("items", "additionalProperties", "propertyNames", "not", "contentSchema")) {
      if (node.get(part).orElse(null) instanceof Json.Obj inner) {
        schema(at + "/" + part, inner);
      }
    }
    for (String choice : List.of("allOf", "anyOf", "oneOf")) {
      list(node, choice).forEach(inner -> schema(at + "/" + choice, inner));
    }
    ContractFile.object(ContractFile.object(node, "discriminator"), "mapping")
        .fields()
        .values()
        .forEach(ref -> reference(at + "/discriminator", Json.object().put("$ref", ref).build()));
    if (node.get("examples").orElse(null) instanceof Json.Arr(var examples)) {
      examples.forEach(example -> example(at + "/examples", node, example));
    }
    node.get("default").ifPresent(value -> example(at + "/default", node, value));
  }

  private void required(String at, Json.Obj node) {
    Set<String> known = ContractFile.object(node, "properties").fields().keySet();
    if (node.get("properties").isPresent()) {
      node.get("required").map(ContractLint::strings).orElse(List.of()).stream()
          .filter(name -> !known.contains(name))
          .forEach(
              name -> findings.add(at + ": requires \"" + name + "\", which it does not have"));
    }
  }

  private void example(String at, Json.Obj schema, Json value) {
    TreeMap<String, Json> whole = new TreeMap<>(schema.fields());
    whole.put("components", ContractFile.object(root, "components"));
    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Json.object(whole).canonical(), InputFormat.JSON)
        .validate(value.canonical(), InputFormat.JSON)
        .forEach(error -> findings.add(at + ": " + error.getMessage()));
  }

  /// Whether the node is a reference, which counts as a use.
  private boolean reference(String at, Json.Obj node) {
    String ref = text(node, "$ref");
    if (ref.isEmpty()) {
      return false;
    }
    used.add(ref);
    if (ContractFile.resolve(root, node).fields().isEmpty()) {
      findings.add(at + ": " + ref + " does not exist");
    }
    return true;
  }

  private static boolean described(Json.Obj node) {
    return !text(node, "description").isBlank();
  }

  private void described(String at, Json.Obj node) {
    if (!described(node)) {
      findings.add(at + ": has no description");
    }
  }

  private void keys(String at, Json.Obj node, String kind) {
    Set<String> known = KEYS.getOrDefault(kind, Set.of());
    node.fields().keySet().stream()
        .filter(key -> !known.contains(key) && !key.startsWith("x-"))
        .forEach(key -> findings.add(at + ": \"" + key + "\" is unknown here"));
  }

  private interface Named {
    void visit(String at, Json.Obj node);
  }

  private static void each(Json.Obj of, String name, String at, Named visitor) {
    ContractFile.object(of, name)
        .fields()
        .forEach((key, value) -> {
          if (value instanceof Json.Obj node) {
            visitor.visit(at + "/" + key, node);
          }
        });
  }

  private static List<Json.Obj> list(Json.Obj of, String name) {
    return of.get(name).orElse(null) instanceof Json.Arr(var items)
        ? items.stream().filter(Json.Obj.class::isInstance).map(Json.Obj.class::cast).toList()
        : List.of();
  }

  private static List<String> strings(Json node) {
    return node instanceof Json.Arr(var items)
        ? items.stream().map(item -> item instanceof Json.Str(var word) ? word : "").toList()
        : List.of();
  }

  private static String text(Json.Obj node, String name) {
    return node.get(name).orElse(null) instanceof Json.Str(var text) ? text : "";
  }
}
