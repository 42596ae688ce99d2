package dev.converge.cli.client;

import dev.converge.core.Seed;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.engine.ConvergeException;
import dev.converge.engine.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Seeds as the command line takes them: JSON, or `@file` with JSON in it; an array of seeds, or an
/// object with the member `seeds`.
public final class Seeds {
  private Seeds() {}

  /// Reads the value of `--seeds`: JSON, or `@` and the name of a file.
  public static Json.Arr read(String argument) {
    String text = argument.startsWith("@") ? file(Path.of(argument.substring(1))) : argument;
    try {
      Json json = Json.parse(text);
      if (json instanceof Json.Obj object && object.get("seeds").isPresent()) {
        json = object.get("seeds").get();
      }
      if (json instanceof Json.Arr array) {
        return array;
      }
    } catch (JsonException e) {
      throw invalid("seeds: " + e.getMessage());
    }
    throw invalid("seeds: not an array (expected: [{\"id\": …, \"content\": …}, …])");
  }

  /// The seeds of a JSON document.
  public static List<Seed> of(Json.Arr array) {
    List<Seed> seeds = new ArrayList<>();
    for (int i = 0; i < array.items().size(); i++) {
      if (!(array.items().get(i) instanceof Json.Obj item)
          || !(item.get("id").orElse(null) instanceof Json.Str(var id))
          || !(item.get("content").orElse(null) instanceof Json.Str(var content))) {
        throw invalid("/seeds/" + i + ": expected an object with the strings id and content");
      }
      Json data = item.get("data").orElse(null);
      if (data != null && !(data instanceof Json.Obj)) {
        throw invalid("/seeds/" + i + "/data: expected an object");
      }
      seeds.add(new Seed(id, content, (Json.Obj) data));
    }
    return seeds;
  }

  private static String file(Path path) {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw invalid("seeds: there is no file " + path);
    } catch (IOException e) {
      throw invalid("seeds: " + path + " cannot be read: " + e.getMessage());
    }
  }

  private static ConvergeException invalid(String message) {
    return new ConvergeException(ErrorCode.INVALID, message);
  }
}
