package dev.converge.cli.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.error.ConvergeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SeedsTest {
  private static final String JSON = "[{\"id\": \"a\", \"content\": \"Größe\"}]";

  @TempDir private Path folder;

  private String file(byte[] bytes) throws IOException {
    Path file = folder.resolve("größe.json");
    Files.write(file, bytes);
    return "@" + file;
  }

  private static String refused(String argument) {
    return String.valueOf(
        assertThrows(ConvergeException.class, () -> Seeds.read(argument)).getMessage());
  }

  private static String content(String argument) {
    return Seeds.of(Seeds.read(argument)).getFirst().content();
  }

  @Test
  void aByteOrderMarkIsSkipped() throws IOException {
    assertEquals("Größe", content(file(("\uFEFF" + JSON).getBytes(StandardCharsets.UTF_8))));
  }

  @ParameterizedTest
  @CsvSource({"UTF-16LE,UTF-16", "UTF-16BE,UTF-16", "ISO-8859-1,is not UTF-8"})
  void anotherEncodingIsNamed(String charset, String expected) throws IOException {
    String mark = charset.startsWith("UTF-16") ? "\uFEFF" : "";
    String message = refused(file((mark + JSON).getBytes(Charset.forName(charset))));
    assertTrue(message.contains(expected) && message.contains("expected: UTF-8"), message);
  }

  @Test
  void aDashStandsForStandardInput() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(JSON.getBytes(StandardCharsets.UTF_8)));
    try {
      assertEquals("Größe", content("@-"));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void brokenJsonIsShownWithLineAndColumn() {
    String message = refused("[\n  {\"id\": \"a\", \"content\": }\n]");
    assertTrue(message.contains("line 2, column 26"), message);
    assertTrue(message.contains("found `}`"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080,http://localhost:8080",
    "127.0.0.1:8080,http://127.0.0.1:8080",
    "example.org,http://example.org",
    "https://example.org/,https://example.org",
    "http://proxy/path/,http://proxy/path",
    "[::1]:8080,http://[::1]:8080",
  })
  void aServerIsAddressedAsPeopleWriteIt(String text, String expected) {
    assertEquals(expected, ServerUri.of(text).toString());
  }

  @ParameterizedTest
  @CsvSource({"ftp://example.org", "http://", "http://a b", "''", "http://example.org?x=1"})
  void anAddressThatIsNoneIsRefusedWithAnExample(String text) {
    String message =
        String.valueOf(
            assertThrows(ConvergeException.class, () -> ServerUri.of(text)).getMessage());
    assertTrue(message.contains("localhost:8080"), message);
  }
}
