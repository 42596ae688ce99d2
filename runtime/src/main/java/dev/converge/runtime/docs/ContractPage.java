package dev.converge.runtime.docs;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The contract as one page of HTML without scripts. Not thread-safe.
final class ContractPage {
  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
  private static final int DEEPEST = 4;
  private final OpenApi contract;
  private final StringBuilder out = new StringBuilder(65_536);

  ContractPage(OpenApi contract) {
    this.contract = contract;
  }

  String html() {
    Map<String, Object> info = contract.info();
    String title = OpenApi.text(info.get("title")) + " " + OpenApi.text(info.get("version"));
    out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<title>").append(escaped(title)).append("</title>\n<style>").append(STYLE);
    out.append("</style>\n</head>\n<body>\n<main>\n<h1>").append(escaped(title)).append("</h1>\n");
    paragraph(info.get("summary"));
    paragraph(info.get("description"));
    out.append("<p><a href=\"openapi.yaml\">openapi.yaml</a></p>\n");
    for (Object tag : contract.tags()) {
      tag(OpenApi.map(tag));
    }
    out.append("<h2 id=\"schemas\">Schemas</h2>\n");
    contract.schemas().forEach(this::schema);
    return out.append("</main>\n</body>\n</html>\n").toString();
  }

  private void tag(Map<String, Object> tag) {
    String name = OpenApi.text(tag.get("name"));
    out.append("<h2>").append(escaped(name)).append("</h2>\n");
    paragraph(tag.get("description"));
    contract
        .paths()
        .forEach((path, node) -> {
          Map<String, Object> item = OpenApi.map(node);
          for (String method : METHODS) {
            Map<String, Object> operation = OpenApi.map(item.get(method));
            if (OpenApi.list(operation.get("tags")).contains(name)) {
              operation(path, method, operation, OpenApi.list(item.get("parameters")));
            }
          }
        });
  }

  private void operation(
      String path, String method, Map<String, Object> operation, List<?> shared) {
    out.append("<section id=\"").append(escaped(OpenApi.text(operation.get("operationId"))));
    out.append("\">\n<h3><span class=\"method\">").append(method.toUpperCase(Locale.ROOT));
    out.append("</span> <code>").append(escaped(path)).append("</code></h3>\n");
    paragraph(operation.get("summary"));
    paragraph(operation.get("description"));
    parameters(shared, OpenApi.list(operation.get("parameters")));
    Map<String, Object> body = contract.resolve(operation.get("requestBody"));
    if (!body.isEmpty()) {
      out.append("<h4>Body</h4>\n");
      content(body);
    }
    out.append("<h4>Responses</h4>\n<dl>\n");
    OpenApi.map(operation.get("responses"))
        .forEach((status, node) -> {
          Map<String, Object> response = contract.resolve(node);
          out.append("<dt>").append(escaped(status)).append("</dt><dd>");
          out.append(inline(OpenApi.text(response.get("description"))));
          content(response);
          out.append("</dd>\n");
        });
    out.append("</dl>\n</section>\n");
  }

  private void parameters(List<?> shared, List<?> own) {
    if (shared.isEmpty() && own.isEmpty()) {
      return;
    }
    out.append("<h4>Parameters</h4>\n<dl>\n");
    shared.forEach(this::parameter);
    own.forEach(this::parameter);
    out.append("</dl>\n");
  }

  private void parameter(Object node) {
    Map<String, Object> parameter = contract.resolve(node);
    out.append("<dt><code>").append(escaped(OpenApi.text(parameter.get("name"))));
    out.append("</code> <small>").append(escaped(OpenApi.text(parameter.get("in"))));
    out.append("</small></dt><dd>").append(type(parameter.get("schema"))).append(' ');
    out.append(inline(OpenApi.text(parameter.get("description")))).append("</dd>\n");
  }

  private void content(Map<String, Object> holder) {
    OpenApi.map(holder.get("content"))
        .forEach((mediaType, node) -> {
          Object schema = OpenApi.map(node).get("schema");
          out.append("<div><small>").append(escaped(mediaType)).append("</small> ");
          out.append(type(schema));
          if (OpenApi.refName(schema).isEmpty()) {
            properties(OpenApi.map(schema), 0);
          }
          out.append("</div>\n");
        });
  }

  private void schema(String name, Object node) {
    Map<String, Object> schema = OpenApi.map(node);
    out.append("<section id=\"schema-").append(escaped(name)).append("\">\n<h3>");
    out.append(escaped(name)).append("</h3>\n<p>").append(type(schema)).append("</p>\n");
    paragraph(schema.get("description"));
    properties(schema, 0);
    for (Object part : OpenApi.list(schema.get("allOf"))) {
      properties(OpenApi.map(part), 0);
    }
    out.append("</section>\n");
  }

  private void properties(Map<String, Object> schema, int depth) {
    Map<String, Object> properties = OpenApi.map(schema.get("properties"));
    if (properties.isEmpty() || depth > DEEPEST) {
      return;
    }
    List<?> required = OpenApi.list(schema.get("required"));
    out.append("<dl>\n");
    properties.forEach((name, node) -> {
      Map<String, Object> property = OpenApi.map(node);
      out.append("<dt><code>").append(escaped(name)).append("</code>");
      out.append(required.contains(name) ? "" : " <small>optional</small>").append("</dt><dd>");
      out.append(type(node)).append(' ');
      out.append(inline(OpenApi.text(property.get("description"))));
      properties(property, depth + 1);
      properties(OpenApi.map(property.get("items")), depth + 1);
      out.append("</dd>\n");
    });
    out.append("</dl>\n");
  }

  /// What a value is, in a few words.
  private static String type(@Nullable Object node) {
    Map<String, Object> schema = OpenApi.map(node);
    String ref = OpenApi.refName(node);
    if (!ref.isEmpty()) {
      return "<a href=\"#schema-" + escaped(ref) + "\">" + escaped(ref) + "</a>";
    }
    if (schema.containsKey("const")) {
      return "<code>" + escaped(OpenApi.text(schema.get("const"))) + "</code>";
    }
    List<?> words = OpenApi.list(schema.get("enum"));
    if (!words.isEmpty()) {
      StringBuilder all = new StringBuilder();
      words.forEach(
          word -> all.append(all.isEmpty() ? "" : " | ").append(escaped(String.valueOf(word))));
      return "<code>" + all + "</code>";
    }
    String type = OpenApi.text(schema.get("type"));
    if (type.equals("array")) {
      return "list of " + type(schema.get("items"));
    }
    String all = references(OpenApi.list(schema.get("allOf")), " and ");
    String one = references(OpenApi.list(schema.get("oneOf")), " or ");
    return all.isEmpty() && one.isEmpty() ? escaped(type) : all + one;
  }

  private static String references(List<?> parts, String between) {
    StringBuilder all = new StringBuilder();
    for (Object part : parts) {
      if (!OpenApi.refName(part).isEmpty()) {
        all.append(all.isEmpty() ? "" : between).append(type(part));
      }
    }
    return all.toString();
  }

  private void paragraph(@Nullable Object text) {
    String words = OpenApi.text(text);
    if (!words.isEmpty()) {
      out.append("<p>").append(inline(words)).append("</p>\n");
    }
  }

  /// Text with `code` and **strong** words.
  private static String inline(String text) {
    StringBuilder out = new StringBuilder();
    boolean code = false;
    boolean strong = false;
    String safe = escaped(text);
    for (int i = 0; i < safe.length(); i++) {
      if (safe.charAt(i) == '`') {
        out.append(code ? "</code>" : "<code>");
        code = !code;
      } else if (safe.startsWith("**", i)) {
        out.append(strong ? "</strong>" : "<strong>");
        strong = !strong;
        i++;
      } else {
        out.append(safe.charAt(i));
      }
    }
    return out.append(code ? "</code>" : "").append(strong ? "</strong>" : "").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static final String STYLE =
      """
      :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
      main { max-width: 60rem; margin: 0 auto; padding: 1rem }
      section { border-top: 1px solid #8886; padding: .5rem 0 }
      dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .2rem 1rem }
      dd { margin: 0; min-width: 0 }
      dd dl { grid-column: 1 / -1 }
      code { font-size: .9em; overflow-wrap: anywhere }
      .method { font-size: .8em; padding: .1em .5em; border: 1px solid; border-radius: .3em }
      h4 { margin: .6rem 0 .2rem }
      """;
}
