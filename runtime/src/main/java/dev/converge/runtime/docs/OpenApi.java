package dev.converge.runtime.docs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The parts of an OpenAPI document that a page for people needs.
final class OpenApi {
  private static final String REF = "$ref";
  private final Map<String, Object> root;

  private OpenApi(Map<String, Object> root) {
    this.root = root;
  }

  /// Reads a document. It is ours, so it is valid.
  static OpenApi parse(String yaml) {
    Object document = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return new OpenApi(map(document));
  }

  /// A mapping by string keys, in the document's order; an empty one for anything else.
  static Map<String, Object> map(@Nullable Object node) {
    Map<String, Object> out = new LinkedHashMap<>();
    if (node instanceof Map<?, ?> mapping) {
      mapping.forEach((key, value) -> {
        if (value != null) {
          out.put(String.valueOf(key), value);
        }
      });
    }
    return out;
  }

  /// A sequence; an empty one for anything else.
  static List<?> list(@Nullable Object node) {
    return node instanceof List<?> items ? items : List.of();
  }

  /// A scalar as text; empty for anything else.
  static String text(@Nullable Object node) {
    return node == null || node instanceof Map || node instanceof List ? "" : String.valueOf(node);
  }

  Map<String, Object> info() {
    return map(root.get("info"));
  }

  Map<String, Object> paths() {
    return map(root.get("paths"));
  }

  List<?> tags() {
    return list(root.get("tags"));
  }

  Map<String, Object> schemas() {
    return map(map(root.get("components")).get("schemas"));
  }

  /// The node, or the node that it refers to.
  Map<String, Object> resolve(@Nullable Object node) {
    Map<String, Object> found = map(node);
    String ref = text(found.get(REF));
    if (ref.isEmpty()) {
      return found;
    }
    Object at = root;
    for (String part : ref.substring(2).split("/", -1)) {
      at = map(at).get(part);
    }
    return map(at);
  }

  /// The last part of a reference; empty if the node is not a reference.
  static String refName(@Nullable Object node) {
    String ref = text(map(node).get(REF));
    return ref.substring(ref.lastIndexOf('/') + 1);
  }
}
