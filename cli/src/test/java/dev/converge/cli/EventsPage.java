package dev.converge.cli;

import dev.converge.core.event.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The reference of the events: every type, with the members that `api/openapi.yaml` gives it.
final class EventsPage {
  private static final Path CONTRACT = Path.of("..", "api", "openapi.yaml");
  private final Map<String, Object> schemas;
  private final StringBuilder out = new StringBuilder(20_000);

  private EventsPage(Map<String, Object> schemas) {
    this.schemas = schemas;
  }

  static String text() throws IOException {
    Object document =
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(CONTRACT));
    return new EventsPage(map(map(map(document).get("components")).get("schemas"))).page();
  }

  private String page() {
    out.append(
        """
        # Events

        The events of a run, as SSE streams, pages of events, NDJSON and audit bundles show them. gRPC sends the same object as `payload`. This page is generated from [openapi.yaml](../../api/openapi.yaml).

        ## Members of every event
        """);
    Map<String, Object> header = map(schemas.get("EventHeader"));
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", Map.of("$ref", "#/components/schemas/EventType"));
    members.putAll(map(header.get("properties")));
    List<Object> required = new ArrayList<>(list(header.get("required")));
    required.add("type");
    table(members, required);
    Map<String, Object> mapping =
        map(map(map(schemas.get("Event")).get("discriminator")).get("mapping"));
    for (EventType type : EventType.values()) {
      out.append("\n## ").append(type.journalName()).append('\n');
      event(type, schema(text(mapping.get(type.journalName()))));
    }
    out.append("\n## Parts of events\n");
    for (String part :
        List.of(
            "AgentWake",
            "Quote",
            "Citation",
            "Provenance",
            "EventBudget",
            "EventSpent",
            "Halt",
            "RunSummary")) {
      Map<String, Object> schema = map(schemas.get(part));
      out.append("\n### ").append(part).append('\n').append(text(schema.get("description")));
      out.append("\n\n");
      table(map(schema.get("properties")), list(schema.get("required")));
    }
    return out.toString();
  }

  private void event(EventType type, Map<String, Object> schema) {
    String kind = type.kind().name().toLowerCase(Locale.ROOT);
    out.append(text(schema.get("description"))).append(" Its gRPC entry type is `");
    out.append(kind.toUpperCase(Locale.ROOT)).append("`.\n\n");
    Map<String, Object> members = new LinkedHashMap<>();
    List<Object> required = new ArrayList<>();
    for (Object part : list(schema.get("allOf"))) {
      String ref = text(map(part).get("$ref"));
      Map<String, Object> resolved = ref.isEmpty() ? map(part) : schema(ref);
      if (!ref.endsWith("/EventHeader")) {
        members.putAll(map(resolved.get("properties")));
        required.addAll(list(resolved.get("required")));
      }
    }
    members.remove("type");
    table(members, required);
  }

  private void table(Map<String, Object> members, List<?> required) {
    out.append("| member | type | description |\n|---|---|---|\n");
    members.forEach((name, node) -> {
      out.append("| `")
          .append(name)
          .append('`')
          .append(required.contains(name) ? "" : " (optional)");
      out.append(" | ").append(type(map(node))).append(" | ").append(description(map(node)));
      out.append(" |\n");
    });
  }

  private String type(Map<String, Object> node) {
    String ref = text(node.get("$ref"));
    if (!ref.isEmpty()) {
      String name = ref.substring(ref.lastIndexOf('/') + 1);
      return map(schema(ref).get("properties")).isEmpty()
          ? type(schema(ref))
          : "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
    }
    if (text(node.get("type")).equals("array")) {
      return "list of " + type(map(node.get("items")));
    }
    List<?> words = list(node.get("enum"));
    if (!words.isEmpty()) {
      return "one of " + String.join(", ", words.stream().map(word -> "`" + word + "`").toList());
    }
    return text(node.get("type")).isEmpty() ? "any" : text(node.get("type"));
  }

  private String description(Map<String, Object> node) {
    String own = text(node.get("description"));
    String ref = text(node.get("$ref"));
    String said = own.isEmpty() && !ref.isEmpty() ? text(schema(ref).get("description")) : own;
    return said.strip().replace("\n", " ").replace("|", "\\|");
  }

  private Map<String, Object> schema(String ref) {
    return map(schemas.get(ref.substring(ref.lastIndexOf('/') + 1)));
  }

  private static Map<String, Object> map(@Nullable Object node) {
    Map<String, Object> out = new LinkedHashMap<>();
    if (node instanceof Map<?, ?> mapping) {
      mapping.forEach((key, value) -> out.put(String.valueOf(key), value));
    }
    return out;
  }

  private static List<?> list(@Nullable Object node) {
    return node instanceof List<?> items ? items : List.of();
  }

  private static String text(@Nullable Object node) {
    return node == null ? "" : String.valueOf(node);
  }
}
