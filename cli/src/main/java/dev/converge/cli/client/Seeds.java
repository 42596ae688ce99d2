package dev.converge.cli.client;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.proposal.Seed;
import dev.converge.core.text.Nearest;
import dev.converge.core.text.Shortened;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Seeds on the command line: JSON, or `@file` with JSON in it; an array of seeds, or an object
/// with the member `seeds`.
public final class Seeds {
  private static final int MAX_SHOWN = 20;
  private static final List<String> MEMBERS = List.of("id", "content", "data");

  private Seeds() {}

  /// Reads the value of `--seeds`: JSON, `@` and the name of a file in UTF-8, or `@-` for standard
  /// input.
  public static Json.Arr read(String argument) {
    String text =
        argument.equals("@-")
            ? text("standard input", standardInput())
            : argument.startsWith("@") ? file(Path.of(argument.substring(1))) : argument;
    try {
      Json json = Json.parse(text);
      if (json instanceof Json.Obj object && object.get("seeds").isPresent()) {
        json = object.get("seeds").get();
      }
      if (json instanceof Json.Arr array) {
        return array;
      }
    } catch (JsonException e) {
      throw invalid("seeds: " + place(text, e));
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
      for (String member : item.fields().keySet()) {
        if (!MEMBERS.contains(member)) {
          throw invalid(
              "/seeds/%d/%s: unknown (expected: one of %s)%s"
                  .formatted(i, member, MEMBERS, Nearest.hint(member, MEMBERS)));
        }
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
      return text(path.toString(), Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      throw invalid("seeds: file not found: " + path);
    } catch (IOException e) {
      throw invalid("seeds: " + path + " cannot be read: " + e.getMessage());
    }
  }

  private static byte[] standardInput() {
    try {
      return System.in.readAllBytes();
    } catch (IOException e) {
      throw invalid("seeds: standard input cannot be read: " + e.getMessage());
    }
  }

  /// The text of bytes in UTF-8, without a byte order mark.
  private static String text(String from, byte[] bytes) {
    if (begins(bytes, 0xFF, 0xFE) || begins(bytes, 0xFE, 0xFF)) {
      throw invalid("seeds: " + from + " is UTF-16 (expected: UTF-8)");
    }
    int mark = begins(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    ByteBuffer in = ByteBuffer.wrap(bytes, mark, bytes.length - mark);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
    } catch (CharacterCodingException _) {
      throw invalid(
          "seeds: byte " + in.position() + " of " + from + " is not UTF-8 (expected: UTF-8)");
    }
  }

  private static boolean begins(byte[] bytes, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /// What is wrong with a text, with its line and column starting at 1 and the text there.
  private static String place(String text, JsonException e) {
    int at = Math.min(e.position(), text.length());
    String before = text.substring(0, at);
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = at - before.lastIndexOf('\n');
    String rest = text.substring(at).lines().findFirst().orElse("").strip();
    String shown = Shortened.of(rest, MAX_SHOWN);
    return "line %d, column %d: %s, found %s"
        .formatted(
            line,
            column,
            String.valueOf(e.getMessage()).replaceAll(" at character [0-9]+$", ""),
            shown.isEmpty() ? "the end" : "`" + shown + "`");
  }

  private static ConvergeException invalid(String message) {
    return new ConvergeException(ErrorCode.INVALID, message);
  }
}
