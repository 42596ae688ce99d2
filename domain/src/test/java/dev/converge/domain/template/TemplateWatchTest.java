package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.flow.Small;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateWatchTest {
  @TempDir private Path directory;
  private final Templates templates = new Templates(RuleAgents.installed());
  private Path folder;

  @BeforeEach
  void oneTemplateIsThere() throws IOException {
    folder = Files.createDirectories(directory.resolve("small"));
    write(Small.SPEC, "1.0.0");
    templates.load(directory);
  }

  private void write(String spec, String version) throws IOException {
    Files.writeString(folder.resolve("small.feature"), spec);
    Files.writeString(folder.resolve("small.yaml"), Small.WIRING.replace("1.0.0", version));
  }

  private static List<String> installed(TemplateWatch.Look look) {
    assertEquals(List.of(), look.problems());
    return look.installed().stream().map(t -> t.name() + "@" + t.version()).toList();
  }

  @Test
  void aChangeIsTakenOverOnceItHasSettled() throws IOException {
    TemplateWatch watch = new TemplateWatch(templates, directory);
    assertEquals(List.of(), installed(watch.look()));
    write(Small.SPEC.replace("Say", "Tell"), "1.1.0");
    assertEquals(List.of(), installed(watch.look()));
    write(Small.SPEC.replace("Say", "Write"), "1.1.0");
    assertEquals(List.of(), installed(watch.look()));
    assertEquals(List.of("small@1.1.0"), installed(watch.look()));
    assertEquals(List.of(), installed(watch.look()));
    Template now = templates.template("small", "").orElseThrow();
    assertEquals("Write what the seeds say.", now.program().definition().objective());
    assertTrue(templates.find("small", "1.0.0").isPresent());
  }

  @Test
  void whatDoesNotCompileIsReportedOnceAndChangesNothing() throws IOException {
    TemplateWatch watch = new TemplateWatch(templates, directory);
    write(Small.SPEC.replace("facts under", "fakts under"), "1.1.0");
    watch.look();
    TemplateWatch.Look look = watch.look();
    assertEquals(10, look.problems().getFirst().line());
    assertEquals(List.of(), watch.look().problems());
    assertEquals("1.0.0", templates.template("small", "").orElseThrow().version());
    write(Small.SPEC, "1.1.0");
    watch.look();
    assertEquals(List.of("small@1.1.0"), installed(watch.look()));
  }

  @Test
  void otherContentUnderAVersionThatExistsIsRefused() throws IOException {
    TemplateWatch watch = new TemplateWatch(templates, directory);
    write(Small.SPEC.replace("Say", "Tell"), "1.0.0");
    watch.look();
    assertEquals(
        "small.yaml:2:10: version: small@1.0.0 is installed with different content (expected: a new"
            + " version, such as 1.0.1)",
        watch.look().problems().getFirst().toString());
  }

  @Test
  void foldersMayComeAndGo() throws IOException {
    TemplateWatch watch = new TemplateWatch(templates, directory);
    Files.move(folder, directory.resolve("other"));
    Path moved = directory.resolve("other");
    Files.writeString(
        moved.resolve("small.yaml"), Small.WIRING.replace("name: small", "name: other"));
    watch.look();
    assertEquals(List.of("other@1.0.0"), installed(watch.look()));
    assertTrue(templates.find("small", "1.0.0").isPresent());
  }
}
