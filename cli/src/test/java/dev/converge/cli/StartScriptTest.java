package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the start script hands to the JVM. The JVM here is a script that prints what it gets.
final class StartScriptTest {
  private static final Path PROJECT = Path.of("..");

  @TempDir private Path folder = Path.of("");
  private Path home = Path.of("");
  private Path jdk = Path.of("");

  @BeforeEach
  void lay() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash");
    home = Files.createDirectories(folder.resolve("größe/converge"));
    Files.createDirectories(home.resolve(".mvn"));
    Files.copy(PROJECT.resolve("converge"), home.resolve("converge"));
    Files.copy(PROJECT.resolve(".mvn/find-jdk.sh"), home.resolve(".mvn/find-jdk.sh"));
    Path lib = Files.createDirectories(home.resolve("cli/target/dist/lib"));
    Files.createFile(lib.resolve("converge-cli-0.jar"));
    Files.createFile(home.resolve("cli/target/dist/built"));
    jdk = Files.createDirectories(folder.resolve("jdk"));
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    String script =
        """
        #!/bin/bash
        case "$*" in *-version*) echo 'openjdk version "25.0.1"' >&2; exit 0 ;; esac
        echo "LC_ALL=${LC_ALL-}"
        printf '%s\\n' "$@"
        """;
    for (String name : List.of("java", "javac")) {
      Path program = jdk.resolve("bin").resolve(name);
      Files.writeString(program, script);
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private List<String> run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/bin/bash", home + "/converge"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("CONVERGE_AOT", "off");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), printed);
    assertEquals(0, process.exitValue(), printed);
    return printed.lines().toList();
  }

  @Test
  void theJvmGetsAUtf8LocaleWhateverTheLocaleIs() throws Exception {
    for (Map<String, String> locale :
        List.of(
            Map.<String, String>of(),
            Map.of("LC_ALL", "C"),
            Map.of("LANG", "POSIX"),
            Map.of("LC_ALL", "xx_XX.ISO-8859-1", "LANG", "C.UTF-8"),
            Map.of("LC_ALL", "xx_XX.UTF-8"))) {
      List<String> printed = run(locale, "submit", "--seeds", "Größe");
      assertTrue(
          printed.contains("LC_ALL=C.UTF-8") || printed.contains("LC_ALL=en_US.UTF-8"),
          () -> locale + ": " + printed);
      assertEquals(
          List.of("submit", "--seeds", "Größe"),
          printed.subList(printed.size() - 3, printed.size()));
    }
  }

  @Test
  void aUtf8LocaleOfTheUserStays() throws Exception {
    assertEquals("LC_ALL=", run(Map.of("LANG", "C.UTF-8"), "run").getFirst());
    assertEquals("LC_ALL=C.utf8", run(Map.of("LC_ALL", "C.utf8"), "run").getFirst());
  }

  @Test
  void optionsOfTheUserComeLastSoThatTheyWin() throws Exception {
    List<String> printed = run(Map.of("CONVERGE_JAVA_OPTS", "-Xmx2g -Da=b"), "run");
    assertTrue(printed.contains("-Xmx2g") && printed.contains("-Da=b"), printed::toString);
    assertTrue(printed.indexOf("-Xmx2g") < printed.indexOf("-cp"), printed::toString);
  }

  @Test
  void jarsOfOptionalModulesComeLastAndWhatIsThereStays() throws Exception {
    Files.createFile(home.resolve("cli/target/dist/lib/gson-2.14.0.jar"));
    Path more = Files.createDirectories(folder.resolve("more"));
    Files.createFile(more.resolve("gson-2.13.1.jar"));
    Files.createFile(more.resolve("converge-likeness-0.1.0.jar"));
    List<String> printed = run(Map.of("CONVERGE_LIB", more.toString()), "run");
    String classpath = printed.get(printed.indexOf("-cp") + 1);
    assertTrue(classpath.endsWith(":" + more + "/converge-likeness-0.1.0.jar"), classpath);
    assertFalse(classpath.contains("gson-2.13.1"), classpath);
  }

  @Test
  void aServerHasASmallHeapUnlessSomethingElseIsSaid() throws Exception {
    assertTrue(run(Map.of(), "serve").contains("-Xmx160m"));
    assertFalse(run(Map.of(), "run").contains("-Xmx160m"));
    assertTrue(run(Map.of(), "patents", "index").contains("-Xmx768m"));
    for (String said : List.of("-Xmx2g", "-XX:MaxRAMPercentage=50", "-XX:MaxHeapSize=1g")) {
      List<String> printed = run(Map.of("CONVERGE_JAVA_OPTS", said), "serve");
      assertTrue(printed.contains(said), printed::toString);
      assertFalse(printed.contains("-Xmx160m"), printed::toString);
    }
  }

  @Test
  void aServerHasOptionsOfTheCompilerAndTheMemoryUnlessSomethingElseIsSaid() throws Exception {
    for (String option :
        List.of(
            "-XX:TrimNativeHeapInterval=",
            "-XX:InlineSmallCode=",
            "-XX:CompileThresholdScaling=",
            "-XX:InitiatingHeapOccupancyPercent=",
            "-XX:G1ReservePercent=")) {
      String shipped = only(option, run(Map.of(), "serve"));
      String own = option + "7000";
      assertNotEquals(own, shipped);
      assertEquals(own, only(option, run(Map.of("CONVERGE_JAVA_OPTS", own), "serve")));
      assertTrue(run(Map.of(), "run").stream().noneMatch(each -> each.startsWith(option)), option);
    }
    for (String option : List.of("G1UseAdaptiveIHOP", "ClassUnloadingWithConcurrentMark")) {
      assertEquals("-XX:-" + option, only("-XX:-" + option, run(Map.of(), "serve")));
      List<String> own = run(Map.of("CONVERGE_JAVA_OPTS", "-XX:+" + option), "serve");
      assertTrue(own.contains("-XX:+" + option) && !own.contains("-XX:-" + option), option);
    }
  }

  private static String only(String option, List<String> printed) {
    List<String> found = printed.stream().filter(each -> each.startsWith(option)).toList();
    assertEquals(1, found.size(), printed::toString);
    return found.getFirst();
  }

  @Test
  void anUnpackedArchiveStartsWithItsOwnJavaAndBuildsNothing() throws Exception {
    Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
    Files.copy(PROJECT.resolve("converge"), unpacked.resolve("converge"));
    Files.createDirectories(unpacked.resolve("lib"));
    Path jar = Files.createFile(unpacked.resolve("lib/converge-cli-0.jar"));
    Files.move(jdk, unpacked.resolve("java"));
    home = unpacked;
    List<String> printed = run(Map.of("LANG", "C.UTF-8", "JAVA_HOME", ""), "serve");
    assertTrue(printed.contains(jar.toRealPath().toString()), printed::toString);
    assertEquals("serve", printed.getLast());
    assertTrue(Files.notExists(unpacked.resolve("cli")));
  }
}
