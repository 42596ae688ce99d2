package dev.converge.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"\"",
        "null",
        "true",
        "-0.5",
        "123456789012345678",
        "12345678901234567890.25",
        "{\"a\":[1,{\"b\":null}],\"c\":\"\\\"\\\\/\u00e9\ud83d\ude00\"}",
        "\"\\u0001\"",
      })
  void whatIsReadIsWrittenAsItWas(String text) {
    assertEquals(text, JsonText.write(JsonText.read(text)));
  }

  @Test
  void everyEscapeAndEveryFormOfANumberIsRead() {
    assertEquals("\b\f\n\r\t/\u20ac", JsonText.read(" \"\\b\\f\\n\\r\\t\\/\\u20AC\" "));
    assertEquals(
        List.of(1L, new BigDecimal("1E+2"), new BigDecimal("0.50")), read("[1, 1e+2,0.50]"));
    assertEquals(-12L, read("-12"));
  }

  private static String message(Class<? extends Exception> type, Executable call) {
    return String.valueOf(assertThrows(type, call).getMessage());
  }

  private static Object read(String text) {
    Object value = JsonText.read(text);
    return value == null ? "null" : value;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\"}",
        "{a:1}",
        "{\"a\":1,}",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "-",
        "nul",
        "\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u",
        "\"\n\"",
        "1 2",
        "NaN",
        "[1}",
        "\"\\"
      })
  void whatIsNoJsonIsRefusedWithItsPlace(String text) {
    String message = message(IllegalArgumentException.class, () -> JsonText.read(text));
    assertTrue(message.matches("(?s)JSON: .* at character \\d+ \\(expected: .*\\)"), message);
  }

  @Test
  void depthHasALimitBothWays() {
    int most = JsonText.MAX_DEPTH;
    assertEquals(most * 2, JsonText.write(read("[".repeat(most) + "]".repeat(most))).length());
    assertThrows(IllegalArgumentException.class, () -> JsonText.read("[".repeat(most + 1)));
    Object deep = List.of();
    for (int i = 0; i <= most; i++) {
      deep = List.of(deep);
    }
    Object tooDeep = deep;
    assertThrows(IllegalArgumentException.class, () -> JsonText.write(tooDeep));
  }

  @Test
  void whatJsonDoesNotHaveIsNotWritten() {
    assertThrows(IllegalArgumentException.class, () -> JsonText.write(Map.of("a", Double.NaN)));
    assertThrows(IllegalArgumentException.class, () -> JsonText.write(List.of(new Object())));
  }

  @Test
  void anObjectGivesItsMembersAndNamesTheOneThatIsMissing() {
    JsonObject object =
        JsonObject.parse("{\"n\":1,\"d\":0.5,\"t\":\"x\",\"l\":[\"a\"],\"z\":null}");
    assertEquals(1, object.integer("n"));
    assertEquals(0.5, object.decimal("d"));
    assertEquals("x", object.text("t", "y"));
    assertEquals("y", object.text("z", "y"));
    assertEquals(List.of("a"), object.texts("l"));
    assertEquals(List.of(), object.objects("none"));
    String message = message(NoSuchElementException.class, () -> object.text("none"));
    assertEquals("none is not in [n, d, t, l, z]", message);
    assertEquals(object, JsonObject.parse(object.toString()));
  }
}
