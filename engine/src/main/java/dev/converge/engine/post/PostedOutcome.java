package dev.converge.engine.post;

import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.json.Members;
import dev.converge.core.status.Outcome;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.nio.charset.StandardCharsets;

/// The outcome of a posted input as canonical JSON: the core's response, or the reason why the
/// owner could not process it.
public final class PostedOutcome {
  private PostedOutcome() {}

  /// Writes the core's response.
  public static String write(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> text(open("accepted"));
      case Outcome.Unchanged _ -> text(open("unchanged"));
      case Outcome.Refused(var code, var message) ->
          text(
              new CanonicalWriter()
                  .open()
                  .field("code", EnumWord.of(code))
                  .field("kind", "refused")
                  .field("message", message));
    };
  }

  /// Writes why the input was not processed.
  public static String write(ConvergeException failure) {
    return text(
        new CanonicalWriter()
            .open()
            .field("error", EnumWord.of(failure.code()))
            .field("kind", "failed")
            .field("message", String.valueOf(failure.getMessage())));
  }

  private static CanonicalWriter open(String kind) {
    return new CanonicalWriter().open().field("kind", kind);
  }

  private static String text(CanonicalWriter out) {
    return new String(out.close().bytes(), StandardCharsets.UTF_8);
  }

  /// Reads the core's response.
  ///
  /// @throws ConvergeException the owner's error, if the owner could not process the input
  public static Outcome read(String json) {
    if (!(Json.parse(json) instanceof Json.Obj object)) {
      throw new IllegalArgumentException("outcome: (expected: an object)");
    }
    Members in = new Members("outcome", object);
    return switch (in.text("kind")) {
      case "accepted" -> new Outcome.Accepted();
      case "unchanged" -> new Outcome.Unchanged();
      case "refused" ->
          new Outcome.Refused(in.word("code", Outcome.Code.class), in.text("message"));
      case "failed" ->
          throw new ConvergeException(in.word("error", ErrorCode.class), in.text("message"));
      default ->
          throw new IllegalArgumentException(
              "outcome: kind \"" + in.text("kind") + "\" (expected: one of an input)");
    };
  }
}
