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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Classes, methods, tests, paths and commands that a page names exist.
final class PagesNameWhatIsThereTest {
  /// `name`, `package.Name`, `Name.member` or `Name#member`.
  private static final Pattern TYPE =
      Pattern.compile("((?:[a-z]\\w*\\.)*)([A-Z]\\w*)(?:[.#]([A-Za-z_]\\w*))?(?:\\(.*\\))?");

  private static final Pattern CAMEL = Pattern.compile("(?:[A-Z][a-z0-9]+){2,}");

  /// Types of the JDK, of libraries and of other programs, and a word that stands for any test.
  private static final Set<String> ELSEWHERE =
      Set.of(
          "BadRequest",
          "ConvergeService",
          "DIR",
          "Duration",
          "ErrorInfo",
          "ExecutionController",
          "Instant",
          "Integer",
          "Map",
          "NameTest",
          "Optional",
          "RetryInfo",
          "Set",
          "ServiceLoader");

  /// Pages on how the code is built: each class that they name is one of this repository.
  private static final Set<String> ON_CODE =
      Set.of("ARCHITECTURE.md", "CONTRIBUTING.md", "AGENTS.md");

  private static final Pattern CONVERGE = Pattern.compile("(?:\\./)?converge ([a-z].*)");
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");
  private static final Pattern MODULES = Pattern.compile("-pl ([a-z][\\w,]*)");
  private static final Pattern TESTS = Pattern.compile("-Dtest='?([A-Z][\\w,#]*)");

  /// Files by the simple name of their outermost type.
  private static final Map<String, List<Path>> SOURCES = new HashMap<>();

  /// Names of types inside those, and of messages of the gRPC contract.
  private static final Set<String> INNER = new TreeSet<>();

  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|record|interface|enum|message) ([A-Z]\\w*)");

  @BeforeAll
  static void findSources() throws IOException {
    for (Path module : folders()) {
      Path src = module.resolve("src");
      if (Files.isDirectory(src)) {
        try (Stream<Path> files = Files.walk(src)) {
          files
              .filter(file -> file.toString().endsWith(".java"))
              .forEach(file -> {
                String name = String.valueOf(file.getFileName()).replace(".java", "");
                SOURCES.computeIfAbsent(name, _ -> new ArrayList<>()).add(file);
              });
        }
      }
    }
    List<Path> files =
        new ArrayList<>(List.of(Pages.ROOT.resolve("api/converge/v1/converge.proto")));
    SOURCES.values().forEach(files::addAll);
    for (Path file : files) {
      DECLARED.matcher(Files.readString(file)).results().map(it -> it.group(1)).forEach(INNER::add);
    }
  }

  private static List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(Pages.ROOT)) {
      return all.filter(Files::isDirectory).sorted().toList();
    }
  }

  @Test
  void everyClassAndMemberExists() throws IOException {
    TreeSet<String> wrong = new TreeSet<>();
    int looked = 0;
    for (Pages.Page page : Pages.all()) {
      for (String span : page.spans()) {
        Matcher type = TYPE.matcher(span);
        if (type.matches() && isToCheck(page, type)) {
          looked++;
          if (!isThere(type.group(1), type.group(2), type.group(3))) {
            wrong.add(page.path() + ": " + span);
          }
        }
      }
    }
    assertTrue(looked > 200, "classes and members: " + looked + " (expected: hundreds)");
    assertEquals(Set.of(), wrong);
  }

  private static boolean isToCheck(Pages.Page page, Matcher type) {
    String name = type.group(2);
    boolean qualified = !type.group(1).isEmpty() || type.group(3) != null;
    boolean onCode = ON_CODE.contains(page.path().toString()) && CAMEL.matcher(name).matches();
    return !ELSEWHERE.contains(name) && (qualified || onCode || name.endsWith("Test"));
  }

  private static boolean isThere(String packages, String name, @Nullable String member)
      throws IOException {
    if (packages.isEmpty() && member == null && INNER.contains(name)) {
      return true;
    }
    String folder = packages.isEmpty() ? "" : "/" + packages.replace('.', '/');
    for (Path source : SOURCES.getOrDefault(name, List.of())) {
      boolean placed = (source.getParent() + "/").endsWith(folder + (folder.isEmpty() ? "/" : ""));
      boolean has =
          member == null
              || member.equals("java")
              || Pattern.compile("\\b" + member + "\\b").matcher(Files.readString(source)).find();
      if (placed && has) {
        return true;
      }
    }
    return false;
  }

  @Test
  void everyPathExists() throws IOException {
    TreeSet<String> wrong = new TreeSet<>();
    List<String> folders =
        folders().stream().map(folder -> String.valueOf(folder.getFileName())).toList();
    int looked = 0;
    for (Pages.Page page : Pages.all()) {
      Path at = Pages.ROOT.resolve(page.path()).resolveSibling(".");
      for (String link : page.links()) {
        if (!link.contains(":")) {
          looked++;
          if (!Files.exists(at.resolve(link).normalize())) {
            wrong.add(page.path() + ": " + link);
          }
        }
      }
      for (String span : page.spans()) {
        // Placeholders and patterns stand for names; what a build writes need not be there.
        String fixed = span.split("[<*{…]", 2)[0];
        boolean path = span.contains("/") && folders.contains(span.split("/", 2)[0]);
        if (path && !span.contains(" ") && !span.contains("target/")) {
          looked++;
          if (!Files.exists(Pages.ROOT.resolve(fixed))) {
            wrong.add(page.path() + ": " + span);
          }
        }
      }
    }
    assertTrue(looked > 50, "paths: " + looked + " (expected: more)");
    assertEquals(Set.of(), wrong);
  }

  @Test
  void everyCommandAndOptionExists() throws IOException {
    TreeSet<String> wrong = new TreeSet<>();
    int looked = 0;
    for (Pages.Page page : Pages.all()) {
      for (String line : page.lines()) {
        Matcher call = CONVERGE.matcher(line);
        if (call.matches()) {
          looked++;
          unknown(call.group(1))
              .forEach(word -> wrong.add(page.path() + ": " + word + " in " + line));
        }
      }
    }
    assertTrue(looked > 20, "commands: " + looked + " (expected: more)");
    assertEquals(Set.of(), wrong);
  }

  /// Words of a call that are neither a command nor an option of it.
  private static List<String> unknown(String call) {
    List<String> wrong = new ArrayList<>();
    CommandLine command = Main.commandLine();
    boolean first = true;
    for (String word : call.split("\\s[|>#&]|;", 2)[0].strip().split("\\s+", -1)) {
      CommandLine sub = command.getSubcommands().get(word);
      Matcher option = OPTION.matcher(word);
      if (sub != null) {
        command = sub;
      } else if (first
          || (option.lookingAt()
              && !command.getCommandSpec().optionsMap().containsKey(option.group()))) {
        wrong.add(word);
      }
      first = false;
    }
    return wrong;
  }

  @Test
  void everyModuleAndTestOfABuildCommandExists() throws IOException {
    TreeSet<String> wrong = new TreeSet<>();
    int looked = 0;
    for (Pages.Page page : Pages.all()) {
      for (String line : page.lines()) {
        Matcher modules = MODULES.matcher(line);
        while (modules.find()) {
          for (String module : modules.group(1).split(",", -1)) {
            looked++;
            if (!Files.exists(Pages.ROOT.resolve(module).resolve("pom.xml"))) {
              wrong.add(page.path() + ": -pl " + module);
            }
          }
        }
        Matcher tests = TESTS.matcher(line);
        while (tests.find()) {
          for (String test : tests.group(1).split(",", -1)) {
            looked++;
            String name = test.split("#", 2)[0];
            boolean pattern = Character.isLowerCase(name.charAt(0));
            if (!pattern && !ELSEWHERE.contains(name) && !SOURCES.containsKey(name)) {
              wrong.add(page.path() + ": -Dtest=" + name);
            }
          }
        }
      }
    }
    assertTrue(looked > 10, "modules and tests: " + looked + " (expected: more)");
    assertEquals(Set.of(), wrong);
  }
}
