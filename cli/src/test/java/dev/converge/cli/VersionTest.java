package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Everything that says a version says the same one. `converge --version` is told by the manifest,
/// which has that of the build.
final class VersionTest {
  private static String found(String file, String pattern) throws IOException {
    String text = Files.readString(Path.of("..").resolve(file));
    Matcher m = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
    assertTrue(m.find(), file + ": " + pattern);
    return m.group(1);
  }

  @Test
  void theVersionOfTheBuildIsThatOfTheChangelogTheClientsAndTheChart() throws IOException {
    String version =
        found("pom.xml", "<artifactId>converge-parent</artifactId>\\s*<version>([^<]+)</version>");
    assertTrue(version.matches("\\d+\\.\\d+\\.\\d+"), version);
    assertEquals(version, found("CHANGELOG.md", "^## \\[(\\d[^]]*)\\] - \\d{4}-\\d\\d-\\d\\d$"));
    assertEquals(version, found("clients/typescript/package.json", "\"version\": \"([^\"]+)\""));
    assertEquals(version, found("clients/python/pyproject.toml", "^version = \"([^\"]+)\"$"));
    assertEquals(version, found("deploy/helm/converge/Chart.yaml", "^version: (\\S+)$"));
    assertEquals(version, found("deploy/helm/converge/Chart.yaml", "^appVersion: (\\S+)$"));
    assertEquals(version, found("deploy/kubernetes/converge.yaml", "image: converge:(\\S+)$"));
  }
}
