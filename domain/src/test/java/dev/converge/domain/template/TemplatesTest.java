package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.flow.Small;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatesTest {
  private final Templates templates = new Templates(RuleAgents.installed());

  private Template install(String version) {
    return templates.install("small", version, Small.SPEC, Small.WIRING.replace("1.0.0", version));
  }

  private String highest() {
    return templates.template("small", "").map(Template::version).orElse("none");
  }

  @Test
  void everyTemplateInTheFolderShips() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("../templates"))) {
      assertEquals(
          folders.map(folder -> folder.getFileName().toString()).sorted().toList(),
          Templates.SHIPPED.stream().sorted().toList());
    }
    Templates shipped = Templates.shipped();
    assertEquals(
        Templates.SHIPPED.stream().sorted().toList(),
        shipped.list().stream().map(Template::name).toList());
  }

  @Test
  void theHighestReleaseIsMeantWhereNoVersionIsNamed() {
    assertEquals("none", highest());
    install("1.0.0-rc.1");
    assertEquals("none", highest());
    install("1.9.0");
    install("1.10.0");
    install("1.2.0");
    install("2.0.0-beta");
    assertEquals("1.10.0", highest());
    assertEquals("1.10.0", templates.find("small", "").orElseThrow().version());
    assertEquals("2.0.0-beta", templates.find("small", "2.0.0-beta").orElseThrow().version());
    assertTrue(templates.find("small", "1.0").isEmpty());
    assertTrue(templates.find("other", "").isEmpty());
    assertEquals(
        List.of("2.0.0-beta", "1.10.0", "1.9.0", "1.2.0", "1.0.0-rc.1"),
        templates.versions("small").stream().map(Template::version).toList());
    assertEquals(5, templates.list().size());
    assertEquals(List.of(), templates.versions("other"));
  }

  @Test
  void aVersionNeverChanges() {
    Template first = install("1.0.0");
    assertSame(first, install("1.0.0"));
    assertSame(
        first,
        templates.install(
            "small", "1.0.0", "\uFEFF" + Small.SPEC.replace("\n", "\r\n"), Small.WIRING));
    ConvergeException other =
        assertThrows(
            ConvergeException.class,
            () ->
                templates.install(
                    "small", "1.0.0", Small.SPEC.replace("Say", "Tell"), Small.WIRING));
    assertEquals(ErrorCode.VERSION_EXISTS, other.code());
    assertSame(first, templates.template("small", "1.0.0").orElseThrow());
  }

  @Test
  void nameAndVersionAreThoseOfTheWiring() {
    ConvergeException version =
        assertThrows(
            ConvergeException.class,
            () -> templates.install("small", "1.0.1", Small.SPEC, Small.WIRING));
    assertEquals(ErrorCode.INVALID, version.code());
    assertEquals(
        "template: the wiring says small@1.0.0 (expected: small@1.0.1)", version.getMessage());
    assertThrows(
        ConvergeException.class,
        () -> templates.install("other", "1.0.0", Small.SPEC, Small.WIRING));
    assertEquals(List.of(), templates.list());
  }

  @Test
  void checkingInstallsNothing() {
    assertEquals(List.of(), templates.check(TemplateSource.of("small", Small.SPEC, Small.WIRING)));
    assertEquals(
        "small", templates.compile(TemplateSource.of("small", Small.SPEC, Small.WIRING)).name());
    assertEquals(List.of(), templates.list());
    TemplateException broken =
        assertThrows(
            TemplateException.class, () -> templates.install("small", "1.0.0", "", "name: 1"));
    assertEquals(5, broken.problems().size(), broken.getMessage());
  }

  @Test
  void ofTwoThatInstallOneVersionOneWins() throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> done = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String spec = Small.SPEC.replace("Say what", "Say " + i % 2 + " what");
        done.add(
            executor.submit(() -> {
              try {
                templates.install("small", "1.0.0", spec, Small.WIRING);
                return true;
              } catch (ConvergeException e) {
                return e.code() != ErrorCode.VERSION_EXISTS;
              }
            }));
      }
      int won = 0;
      for (Future<Boolean> one : done) {
        won += one.get() ? 1 : 0;
      }
      assertEquals(25, won);
    }
    assertEquals(1, templates.list().size());
  }

  private static Path folder(Path in, String name, String spec, String wiring) throws IOException {
    Path folder = Files.createDirectories(in.resolve(name));
    Files.writeString(folder.resolve(name + ".yaml"), wiring.replace("small", name));
    Files.writeString(folder.resolve(name + ".feature"), spec);
    return folder;
  }

  @Test
  void aDirectoryOfFoldersIsInstalledWhole(@TempDir Path directory) throws IOException {
    folder(directory, "small", Small.SPEC, Small.WIRING);
    folder(directory, "other", Small.SPEC, Small.WIRING);
    Files.createDirectories(directory.resolve("empty"));
    Files.writeString(directory.resolve("README.md"), "no template");
    assertEquals(
        List.of("other", "small"), templates.load(directory).stream().map(Template::name).toList());
    folder(directory, "third", Small.SPEC, Small.WIRING);
    folder(directory, "broken", Small.SPEC.replace("facts under", "fakts under"), Small.WIRING);
    TemplateException broken =
        assertThrows(TemplateException.class, () -> templates.load(directory));
    assertEquals("broken.feature", broken.problems().getFirst().file());
    assertEquals(10, broken.problems().getFirst().line());
    assertEquals(2, templates.list().size());
  }

  @Test
  void oneBadTemplateKeepsNoOtherFromRunning(@TempDir Path directory) throws IOException {
    folder(directory, "small", Small.SPEC, Small.WIRING);
    Path bad = folder(directory, "broken", Small.SPEC.replace("facts under", "x"), Small.WIRING);
    Path other = folder(directory.resolve("more"), "small", Small.SPEC + "# more", Small.WIRING);
    templates.loadValid(directory);
    templates.loadValid(directory.resolve("more"));
    assertEquals(List.of("small"), templates.list().stream().map(Template::name).toList());
    assertEquals(Small.SPEC, templates.template("small", "").orElseThrow().spec());
    assertEquals(
        List.of(bad.toString(), other.toString()),
        templates.refused().stream().map(Templates.Refused::source).toList());
    assertEquals(
        "small.yaml:2:10: version: small@1.0.0 is installed with different content (expected: a new"
            + " version, such as 1.0.1)",
        templates.refused().getLast().problems().getFirst().toString());
    assertTrue(
        assertThrows(TemplateException.class, () -> templates.require("broken"))
            .problems()
            .getFirst()
            .toString()
            .startsWith("broken.feature:10:5: no such step"));
  }

  @Test
  void anInstalledVersionComesBackInThePlaceOfChangedContent(@TempDir Path directory)
      throws IOException {
    Path folder = folder(directory, "small", Small.SPEC.replace("Say", "Tell"), Small.WIRING);
    templates.loadValid(directory);
    Template present = templates.template("small", "1.0.0").orElseThrow();
    assertTrue(templates.reinstate(TemplateSource.of("small", Small.SPEC, Small.WIRING), present));
    assertEquals(Small.SPEC, templates.template("small", "1.0.0").orElseThrow().spec());
    assertEquals(folder.toString(), templates.refused().getFirst().source());
    assertEquals(false, templates.reinstate(TemplateSource.of("small", "", Small.WIRING), present));
    assertTrue(templates.template("small", "1.0.0").isEmpty());
  }

  @Test
  void aDirectoryMayBeOneTemplate(@TempDir Path directory) throws IOException {
    Path folder = folder(directory, "small", Small.SPEC, Small.WIRING);
    assertEquals("small", templates.load(folder).getFirst().name());
  }

  @Test
  void aFolderThatIsNotWholeIsExplained(@TempDir Path directory) throws IOException {
    Path folder = folder(directory, "small", Small.SPEC, Small.WIRING);
    Files.writeString(folder.resolve("x.yml"), Small.WIRING);
    assertEquals("x.yml:1:1: a second wiring in this folder (expected: one)", problem(directory));
    Files.delete(folder.resolve("x.yml"));
    Files.delete(folder.resolve("small.feature"));
    assertEquals(
        "small.yaml:3:7: spec: small.feature is not in this folder (expected: the spec's file in"
            + " this folder, which has no .feature file)",
        problem(directory));
    Files.writeString(folder.resolve("smal.feature"), Small.SPEC);
    assertEquals(
        "small.yaml:3:7: spec: small.feature is not in this folder (expected: spec: smal.feature,"
            + " the file that is here)",
        problem(directory));
    Files.writeString(folder.resolve("other.feature"), Small.SPEC);
    assertEquals(
        "small.yaml:3:7: spec: small.feature is not in this folder (expected: spec: smal.feature,"
            + " one of [other.feature, smal.feature])",
        problem(directory));
    Files.delete(folder.resolve("other.feature"));
    Files.writeString(folder.resolve("small.yaml"), Small.WIRING.replace("name: s", " name: s"));
    assertEquals(
        "small.yaml:1:2: this line is indented by 1 space (expected: none: \"name: small\")",
        problem(directory));
    Files.writeString(folder.resolve("small.yaml"), Small.WIRING);
    Files.delete(folder.resolve("smal.feature"));
    Files.writeString(folder.resolve("small.feature"), Small.SPEC);
    Files.move(folder, directory.resolve("large"));
    assertEquals(
        "small.yaml:1:7: name: \"small\" (expected: that of the folder, \"large\")",
        problem(directory));
    assertEquals(
        ErrorCode.INVALID,
        assertThrows(ConvergeException.class, () -> templates.load(directory.resolve("none")))
            .code());
  }

  private String problem(Path directory) {
    return assertThrows(TemplateException.class, () -> templates.load(directory))
        .problems()
        .getFirst()
        .toString();
  }
}
