package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Holds the arrows between modules and the rules on packages and names. This module sees all
/// others, so the test lives here.
final class ArchitectureTest {
  private static final Set<String> VAGUE = Set.of("util", "common", "impl", "helper", "manager");

  /// The last word of a name in camel case, with a plural's `s` left out.
  private static final Pattern VAGUE_CLASS =
      Pattern.compile(".*(Utils?|Utilit(y|ies)|Commons?|Impls?|Helpers?|Managers?)");

  /// Files of main code that a package may have.
  private static final int MAX_FILES = 40;

  /// Lines that a file of main code may have.
  private static final int MAX_LINES = 400;

  private static JavaClasses classes = new ClassFileImporter().importClasses(List.of());

  /// The files of main code of all modules.
  private static final List<Path> SOURCES = new ArrayList<>();

  @BeforeAll
  static void findSources() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      for (Path module : modules.map(path -> path.resolve("src/main/java")).toList()) {
        if (Files.isDirectory(module)) {
          try (Stream<Path> files = Files.walk(module)) {
            files.filter(path -> path.toString().endsWith(".java")).forEach(SOURCES::add);
          }
        }
      }
    }
    assertTrue(SOURCES.size() > 1_000, () -> SOURCES.size() + " files");
  }

  @BeforeAll
  static void importEverything() {
    classes =
        new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("dev.converge");
  }

  @Test
  void everyModuleIsOnTheClassPath() {
    Set<String> seen = new TreeSet<>();
    for (JavaClass type : classes) {
      seen.add(module(type));
    }
    assertTrue(
        seen.containsAll(
            List.of(
                "core", "engine", "domain", "llm", "store", "audit", "report", "runtime", "cli",
                "testkit")),
        () -> "modules: " + seen);
  }

  @Test
  void dependenciesPointDownOnly() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.converge..")
        .withOptionalLayers(true)
        .layer("core")
        .definedBy("dev.converge.core..")
        .layer("engine")
        .definedBy("dev.converge.engine..")
        .layer("domain")
        .definedBy("dev.converge.domain..")
        .layer("llm")
        .definedBy("dev.converge.llm..")
        .layer("store")
        .definedBy("dev.converge.store..")
        .layer("audit")
        .definedBy("dev.converge.audit..")
        .layer("report")
        .definedBy("dev.converge.report..")
        .layer("proto")
        .definedBy("dev.converge.proto..")
        .layer("runtime")
        .definedBy("dev.converge.runtime..")
        .layer("cli")
        .definedBy("dev.converge.cli..")
        .layer("testkit")
        .definedBy("dev.converge.testkit..")
        .whereLayer("core")
        .mayNotAccessAnyLayer()
        .whereLayer("engine")
        .mayOnlyAccessLayers("core")
        .whereLayer("domain")
        .mayOnlyAccessLayers("core", "engine")
        .whereLayer("llm")
        .mayOnlyAccessLayers("core", "engine")
        .whereLayer("store")
        .mayOnlyAccessLayers("core", "engine")
        .whereLayer("audit")
        .mayOnlyAccessLayers("core", "engine")
        .whereLayer("report")
        .mayOnlyAccessLayers("core", "domain")
        .whereLayer("testkit")
        .mayOnlyAccessLayers("core", "engine")
        .whereLayer("runtime")
        .mayOnlyAccessLayers("core", "engine", "domain", "audit", "report", "proto")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .check(classes);
  }

  @Test
  void coreDependsOnJavaBaseAndJSpecifyOnly() {
    Set<String> foreign = new TreeSet<>();
    for (JavaClass type : classes) {
      if (!module(type).equals("core")) {
        continue;
      }
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(target -> !target.isPrimitive())
          .map(JavaClass::getPackageName)
          .filter(
              name -> !name.equals("dev.converge.core") && !name.startsWith("dev.converge.core."))
          .filter(name -> !name.equals("org.jspecify.annotations"))
          .filter(name ->
              Object.class.getModule().getDescriptor().packages().stream().noneMatch(name::equals))
          .forEach(name -> foreign.add(type.getName() + " -> " + name));
    }
    assertEquals(Set.of(), foreign);
  }

  @Test
  void packagesHaveNoCycle() {
    SlicesRuleDefinition.slices()
        .matching("dev.converge.(**)")
        .should()
        .beFreeOfCycles()
        .check(classes);
  }

  @Test
  void noPackageGrows() {
    Map<String, Integer> files = new TreeMap<>();
    SOURCES.stream()
        .map(Path::toString)
        .map(path -> path.substring(path.indexOf("/src/main/java/") + 15))
        .map(path -> path.substring(0, path.lastIndexOf('/')).replace('/', '.'))
        .forEach(name -> files.merge(name, 1, Integer::sum));
    assertTrue(files.size() > 40, files::toString);
    files.values().removeIf(count -> count <= MAX_FILES);
    assertEquals(Map.of(), files, "split what grew");
  }

  @Test
  void noFileOfMainCodeIsLong() throws IOException {
    Map<String, Integer> lines = new TreeMap<>();
    for (Path file : SOURCES) {
      lines.put(String.valueOf(file.getFileName()), Files.readAllLines(file).size());
    }
    lines.values().removeIf(count -> count <= MAX_LINES);
    assertEquals(Map.of(), lines, "split what grew");
  }

  @Test
  void noTwoTypesHaveOneName() {
    Map<String, Set<String>> places = new TreeMap<>();
    for (Path file : SOURCES) {
      places
          .computeIfAbsent(String.valueOf(file.getFileName()), _ -> new TreeSet<>())
          .add(file.toString());
    }
    places.remove("package-info.java");
    places.values().removeIf(of -> of.size() == 1);
    assertEquals(Map.of(), places);
  }

  @Test
  void theWordOfAnEnumConstantIsWrittenInOnePlace() throws IOException {
    Pattern word = Pattern.compile("name\\(\\)\\s*\\.toLowerCase\\(");
    List<String> places = new ArrayList<>();
    for (Path file : SOURCES) {
      if (word.matcher(Files.readString(file)).find()) {
        places.add(String.valueOf(file.getFileName()));
      }
    }
    assertEquals(List.of("EnumWord.java"), places);
  }

  @Test
  void noNameIsVague() {
    Set<String> vague = new TreeSet<>();
    for (JavaClass type : classes) {
      if (module(type).equals("proto")) {
        continue;
      }
      for (String part : type.getPackageName().split("\\.", -1)) {
        if (VAGUE.contains(part)) {
          vague.add(type.getName());
        }
      }
      if (VAGUE_CLASS.matcher(type.getSimpleName()).matches()) {
        vague.add(type.getName());
      }
    }
    assertEquals(Set.of(), vague);
  }

  private static String module(JavaClass type) {
    return type.getPackageName().split("\\.", -1)[2];
  }
}
