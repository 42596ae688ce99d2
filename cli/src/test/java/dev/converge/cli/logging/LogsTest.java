package dev.converge.cli.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.converge.core.json.Json;
import dev.converge.engine.agent.CallScope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Cases I07 and J: what comes from outside stays on its line.
final class LogsTest {
  private static final String RUN = "run_01890a5d-ac96-774b-bcce-b302099a8057";
  private static final List<String> NASTY =
      List.of(
          "a\r\nFAKE: level=error",
          "\u001B[31mred\u001B[0m \u001B]0;title\u0007",
          "next\u2028line\u2029paragraph\u0085nel",
          "nul\0 del\u007F bell\u0007 back\b",
          "turned \u202Eright to left",
          "half \uD800 pair \uDC00",
          "quote \" backslash \\ {}",
          "tab\tnew\nline");

  private final LogText text =
      LogText.of(Map.of("ANTHROPIC_API_KEY", "very-secret-value", "HOME", "/home/somebody"));
  private final JsonLines json =
      new JsonLines(
          text, run -> run.equals(RUN) ? Optional.of("4bf92f3577b34da6a3ce929d0e0e4736") : none());

  private static Optional<String> none() {
    return Optional.empty();
  }

  private static String line(LogLines lines, String message, @Nullable Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent(
            LogsTest.class.getName(),
            new LoggerContext().getLogger("dev.converge.Test"),
            Level.WARN,
            "{}",
            thrown,
            new Object[] {message});
    return new String(lines.encode(event), StandardCharsets.UTF_8);
  }

  private Json.Obj object(String message, @Nullable Throwable thrown) {
    String line = line(json, message, thrown);
    assertEquals(line.length() - 1, line.indexOf('\n'), line);
    return (Json.Obj) Json.parse(line.strip());
  }

  private static String field(Json.Obj object, String name) {
    return ((Json.Str) object.get(name).orElseThrow()).value();
  }

  @Test
  void everyEventIsOneLineOfJsonWhateverComesFromOutside() {
    for (String nasty : NASTY) {
      String line = line(json, nasty, new IllegalStateException(nasty));
      assertEquals(1, line.lines().count(), line);
      for (int i = 0; i < line.length() - 1; i++) {
        char c = line.charAt(i);
        int type = Character.getType(c);
        assertTrue(
            type != Character.CONTROL
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.FORMAT,
            line);
      }
      Json.Obj object = object(nasty, null);
      assertEquals("warn", field(object, "level"));
      String half = nasty.replace('\uD800', '\uFFFD').replace('\uDC00', '\uFFFD');
      assertEquals(half, field(object, "message"));
    }
  }

  @Test
  void readableLinesCannotBeForgedOrSteerATerminalEither() {
    for (String nasty : NASTY) {
      String line = line(new ReadableLines(text), nasty, null);
      assertEquals(1, line.strip().lines().count(), line);
      assertFalse(line.contains("\u001B"), line);
    }
  }

  @Test
  void aMegabyteBecomesALineOfBoundedLength() {
    String line = line(json, "x".repeat(1 << 20), new IllegalStateException("y".repeat(1 << 20)));
    assertTrue(
        line.length() < LogText.MAX_MESSAGE + LogText.MAX_TRACE + 500, () -> "" + line.length());
    assertTrue(field(object("x".repeat(1 << 20), null), "message").endsWith("…"));
  }

  @Test
  void secretsAreRedactedWhereverTheyStand() {
    String key = "cvg_0123456789abcdef_" + "A".repeat(43);
    for (String secret :
        List.of(
            key,
            "very-secret-value",
            "Bearer abc.def-ghi",
            "password=hunter2hunter2",
            "api_key: topsecret",
            "sk-ant-api03-abcdefghijklmnop",
            "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.sig")) {
      String hidden = secret.substring(Math.max(secret.indexOf(' '), secret.indexOf('=')) + 1);
      String line = line(json, "before " + secret + " after", new IllegalStateException(secret));
      assertFalse(line.contains(hidden), line);
      assertTrue(line.contains("before ") && line.contains("[redacted]"), line);
    }
    assertTrue(line(json, "/home/somebody", null).contains("/home/somebody"));
  }

  @Test
  void aSecretThatTheEndWouldCutInTwoIsNotHalfShown() {
    String line = line(json, "x".repeat(LogText.MAX_MESSAGE - 5) + "very-secret-value", null);
    assertFalse(line.contains("very-"), line.substring(line.length() - 200));
  }

  @Test
  void linesOfARunCarryItsIdAndItsTrace() {
    Json.Obj named = object("run " + RUN + " took long", null);
    assertEquals(RUN, field(named, "run_id"));
    assertEquals("4bf92f3577b34da6a3ce929d0e0e4736", field(named, "trace_id"));
    Json.Obj bound =
        ScopedValue.where(CallScope.RUN_ID, RUN).call(() -> object("a provider is slow", null));
    assertEquals(RUN, field(bound, "run_id"));
    assertTrue(object("nothing to do with a run", null).get("run_id").isEmpty());
  }
}
