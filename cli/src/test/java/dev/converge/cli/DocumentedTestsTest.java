package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A page that names a test as its proof names one that is there.
final class DocumentedTestsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)(?:\\.(\\w+))?`");

  private static Map<String, List<String>> tests() throws IOException {
    Map<String, List<String>> sources = new HashMap<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file :
          (Iterable<Path>)
              files.filter(path -> path.toString().contains("/src/test/java/"))::iterator) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith("Test.java")) {
          sources
              .computeIfAbsent(
                  name.substring(0, name.length() - ".java".length()), _ -> new ArrayList<>())
              .add(Files.readString(file));
        }
      }
    }
    return sources;
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/failure-semantics.md", "ARCHITECTURE.md", "docs/decisions"})
  void everyTestThatAPageNamesIsThere(String page) throws IOException {
    Map<String, List<String>> tests = tests();
    List<String> missing = new ArrayList<>();
    int named = 0;
    try (Stream<Path> files = Files.walk(ROOT.resolve(page))) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Matcher name = NAMED.matcher(Files.readString(file));
        while (name.find()) {
          named++;
          String method = name.group(2);
          boolean there =
              tests.getOrDefault(name.group(1), List.of()).stream()
                  .anyMatch(text -> method == null || text.contains(" " + method + "("));
          if (!there) {
            missing.add(file + ": " + name.group());
          }
        }
      }
    }
    assertTrue(named > 0, page);
    assertEquals(List.of(), missing);
  }
}
