package dev.converge.runtime;

import dev.converge.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// `api/openapi.yaml` as JSON.
public final class ContractFile {
  private static final Path FILE = Path.of("..", "api", "openapi.yaml");

  private ContractFile() {}

  /// The text of the file.
  public static String text() throws IOException {
    return Files.readString(FILE);
  }

  /// The file.
  public static Json.Obj read() throws IOException {
    return parse(text());
  }

  /// An OpenAPI document from its YAML.
  public static Json.Obj parse(String yaml) {
    return (Json.Obj) json(new Load(LoadSettings.builder().build()).loadFromString(yaml));
  }

  private static Json json(@Nullable Object node) {
    return switch (node) {
      case null -> Json.Null.NULL;
      case Map<?, ?> map -> {
        TreeMap<String, Json> fields = new TreeMap<>();
        map.forEach((key, value) -> fields.put(String.valueOf(key), json(value)));
        yield Json.object(fields);
      }
      case List<?> items -> Json.array(items.stream().map(ContractFile::json).toList());
      case Boolean truth -> Json.of(truth);
      case Number number -> Json.of(number.doubleValue());
      default -> Json.of(String.valueOf(node));
    };
  }

  /// What a node or a reference to it says.
  ///
  /// @return an empty object if the reference leads nowhere
  public static Json.Obj resolve(Json.Obj root, Json.Obj node) {
    if (!(node.get("$ref").orElse(null) instanceof Json.Str(var ref))) {
      return node;
    }
    Json.Obj at = root;
    for (String part : ref.replaceFirst("^#/", "").split("/", -1)) {
      at = object(at, part);
    }
    return at;
  }

  /// A member that is an object.
  ///
  /// @return an empty object if there is none
  public static Json.Obj object(Json.Obj of, String name) {
    return of.get(name).orElse(null) instanceof Json.Obj found ? found : Json.Obj.EMPTY;
  }
}
