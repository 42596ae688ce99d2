package dev.converge.runtime.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The console that ships is the one that its sources make: `console/build.sh` writes it.
final class ConsoleBundleTest {
  private static final Path SOURCES = Path.of("..", "console");
  private static final Path BUNDLE =
      Path.of("src", "main", "resources", "dev", "converge", "runtime", "console");

  /// What a browser loads for the first page, compressed.
  private static final int MAX_FIRST_PAGE = 70_000;

  private static final Pattern IMPORT =
      Pattern.compile("(?:from|import)\"\\./([A-Za-z0-9_-]+\\.js)\"");

  private static final int MAX_WHOLE = 400_000;

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// As `console/build.mjs` computes it: a line for each file, sorted by name.
  private static String digestOfSources() throws IOException {
    Map<String, String> lines = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> source = Files.walk(SOURCES.resolve("src"))) {
      files =
          Stream.concat(
                  source.filter(Files::isRegularFile),
                  Stream.of("build.mjs", "package.json", "package-lock.json", "tsconfig.json")
                      .map(SOURCES::resolve))
              .filter(file -> !file.endsWith("schema.d.ts"))
              .toList();
    }
    for (Path file : files) {
      String name = SOURCES.relativize(file).toString().replace('\\', '/');
      lines.put(name, digest(Files.readAllBytes(file)) + "  " + name + "\n");
    }
    return digest(String.join("", lines.values()).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theBundleIsMadeOfTheSourcesThatExist() throws IOException {
    assertEquals(
        Files.readString(BUNDLE.resolve("sources.sha256")).strip(),
        digestOfSources(),
        "console/build.sh was not run after the last change of the console");
  }

  @Test
  void everyFileIsListedAndItsNameIsWhatAPageLoads() throws IOException {
    String listed = Files.readString(BUNDLE.resolve("assets.txt"));
    try (Stream<Path> files = Files.list(BUNDLE.resolve("assets"))) {
      assertEquals(
          listed,
          files.map(file -> file.getFileName() + "\n").sorted().collect(Collectors.joining()));
    }
    String page = ConsoleFiles.load().shell("/jobs/job_1");
    assertTrue(page.contains("src=\"../assets/main-"), page);
    assertTrue(ConsoleFiles.load().shell("/").contains("src=\"./assets/main-"));
  }

  @Test
  void theFirstPageAndTheWholeStaySmall() {
    ConsoleFiles files = ConsoleFiles.load();
    long whole = 0;
    Set<String> first = new TreeSet<>();
    for (String name : files.names()) {
      whole += files.asset(name).orElseThrow().bytes().length();
      if (name.startsWith("main-") || name.endsWith(".css")) {
        addWithImports(files, name, first);
      }
    }
    long compressed =
        first.stream()
            .mapToLong(name -> files.asset(name).orElseThrow().compressed().length())
            .sum();
    assertTrue(whole < MAX_WHOLE, "bytes: " + whole);
    assertTrue(compressed < MAX_FIRST_PAGE, "compressed bytes: " + compressed);
  }

  /// Adds a file and what it imports at once; parts that are loaded when they are shown are left
  /// out.
  private static void addWithImports(ConsoleFiles files, String name, Set<String> all) {
    if (!all.add(name)) {
      return;
    }
    String text = files.asset(name).orElseThrow().bytes().toStringUtf8();
    Matcher imported = IMPORT.matcher(text);
    while (imported.find()) {
      addWithImports(files, imported.group(1), all);
    }
  }

  @Test
  void nothingInTheBundleEvaluatesTextOrSetsMarkup() throws IOException {
    // Of our own sources: libraries have such paths, which the policy of the page closes.
    try (Stream<Path> source = Files.walk(SOURCES.resolve("src"))) {
      for (Path file : source.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file);
        for (String word :
            List.of("innerHTML", "dangerouslySetInnerHTML", "eval(", "new Function", "outerHTML")) {
          assertTrue(!text.contains(word), file + ": " + word);
        }
      }
    }
  }
}
