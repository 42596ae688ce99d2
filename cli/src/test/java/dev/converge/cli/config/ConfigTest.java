package dev.converge.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.EngineSettings;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.store.StoreAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigTest {
  @TempDir private Path folder = Path.of("");

  private Config load(String yaml, Map<String, String> environment, String... flags)
      throws IOException {
    Files.writeString(folder.resolve("converge.yaml"), yaml);
    Map<String, List<String>> given = new java.util.LinkedHashMap<>();
    for (int i = 0; i < flags.length; i += 2) {
      given.put(flags[i], List.of(flags[i + 1]));
    }
    return Config.load(given, environment, folder);
  }

  private String refusal(String yaml) {
    return refusal(yaml, Map.of());
  }

  private String refusal(String yaml, Map<String, String> environment, String... flags) {
    String message =
        String.valueOf(
            assertThrows(ConfigException.class, () -> load(yaml, environment, flags)).getMessage());
    return message.replace(folder + "/", "");
  }

  @Test
  void withoutAnySourceTheDefaultsOfThePartsAreInForce() {
    Config config = Config.load(Map.of(), Map.of(), folder);
    assertEquals(ServerSettings.DEFAULT, config.server());
    assertEquals(EngineSettings.DEFAULT, config.engine());
    assertEquals(folder.resolve("converge-data"), config.storage().data());
    assertEquals(JobSettings.DEFAULT, config.jobs());
    assertFalse(config.access().enabled());
    assertNull(config.storage().signingKey());
  }

  @Test
  void theEnvironmentGoesBeforeTheFileAndOptionsBeforeBoth() throws IOException {
    String yaml = "port: 1\nhost: localhost\nlimits:\n  body: 2MiB\n";
    Map<String, String> environment = Map.of("CONVERGE_PORT", "2", "CONVERGE_LIMITS_BODY", "3KiB");
    Config config = load(yaml, environment, "--port", "3");
    assertEquals(3, config.server().port());
    assertEquals(3 << 10, config.server().limits().bodyBytes());
    assertEquals("localhost", config.server().host());
  }

  @Test
  void everySettingCanBeWrittenInTheFileTheEnvironmentAndAsAnOption() {
    for (Setting<?> setting : Settings.all()) {
      String text = String.join(",", setting.byDefault());
      String lines = yaml(setting.name(), text.isEmpty() ? "[]" : text);
      if (text.isEmpty() && !setting.kind().list()) {
        lines = yaml(setting.name(), "");
      }
      String yaml = lines;
      org.junit.jupiter.api.Assertions.assertDoesNotThrow(
          () -> load(yaml, Map.of(setting.variable(), text), setting.flag(), text), setting.name());
    }
  }

  private static String yaml(String name, String value) {
    StringBuilder out = new StringBuilder();
    String indent = "";
    for (String part : name.split("\\.", -1)) {
      out.append(out.isEmpty() ? "" : "\n").append(indent).append(part).append(':');
      indent += "  ";
    }
    return out.append(' ').append(value).append('\n').toString();
  }

  @Test
  void listsComeFromYamlListsAndFromCommas() throws IOException {
    assertEquals(
        List.of("https://a.example", "http://b.example:81"),
        load("cors:\n  origins:\n    - https://a.example\n    - http://b.example:81\n", Map.of())
            .server()
            .corsOrigins());
    assertEquals(
        List.of("https://a.example", "https://b.example"),
        load("", Map.of("CONVERGE_CORS_ORIGINS", "https://a.example, https://b.example"))
            .server()
            .corsOrigins());
  }

  @Test
  void linksToTheConsoleAreBelowItsAddress() throws IOException {
    assertEquals("/console/jobs/job_1", load("", Map.of()).server().console().job("job_1"));
    assertEquals(
        "https://a.example/x/console/jobs/job_1/proposals/p",
        load("console:\n  url: https://a.example/x/console/\n", Map.of())
            .server()
            .console()
            .proposal("job_1", "p"));
    assertThrows(
        ConfigException.class, () -> load("console:\n  url: javascript://a.example/x\n", Map.of()));
  }

  @Test
  void pathsInTheFileAreRelativeToItsFolder() throws IOException {
    Path other = Files.createDirectories(folder.resolve("etc"));
    Files.writeString(other.resolve("c.yaml"), "data: things\n");
    Config config = Config.load(Map.of("--config", List.of("etc/c.yaml")), Map.of(), folder);
    assertEquals(other.resolve("things"), config.storage().data());
  }

  @Test
  void anUnknownKeyNamesTheNearestKnownWithItsPlace() {
    assertEquals(
        "converge.yaml:2:3: unknown key \"limits.bodi\" (expected: a setting; did you mean"
            + " \"limits.body\"?)",
        refusal("limits:\n  bodi: 1\n"));
    assertEquals(
        "converge.yaml:1:1: unknown key \"prot\" (expected: a setting; did you mean \"port\"?)",
        refusal("prot: 1\n"));
    assertEquals(
        "unknown variable CONVERGE_PROT (expected: a setting; did you mean CONVERGE_PORT?)",
        refusal("", Map.of("CONVERGE_PROT", "1")));
  }

  @Test
  void aWrongValueSaysWhatWouldBeRightAndWhereItIs() {
    assertEquals(
        "converge.yaml:1:7: port: \"eighty\" (expected: a whole number from 0 to 65535)",
        refusal("port: eighty\n"));
    assertEquals(
        "CONVERGE_DURABILITY: durability: \"none\" (expected: one of full, relaxed)",
        refusal("", Map.of("CONVERGE_DURABILITY", "none")));
    assertEquals(
        "--times-heartbeat: times.heartbeat: \"3 moons\" (expected: a duration from 100ms to 10m,"
            + " such as 30s, 5m or PT30S)",
        refusal("", Map.of(), "--times-heartbeat", "3 moons"));
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    assertEquals(
        List.of(
            "converge.yaml:2:1: unknown key \"hots\" (expected: a setting; did you mean \"host\"?)",
            "converge.yaml:1:7: port: \"x\" (expected: a whole number from 0 to 65535)"),
        refusal("port: x\nhots: y\n").lines().toList());
  }

  @Test
  void yamlThatCouldMeanTwoThingsIsRefused() {
    assertTrue(refusal("port: 1\nport: 2\n").contains("converge.yaml:2:1"), "duplicate key");
    assertTrue(refusal("port: 1\n---\nport: 2\n").startsWith("converge.yaml"), "two documents");
    assertTrue(refusal("- port\n").contains("not a mapping"), "a list");
    assertTrue(refusal("port: [1]\n").contains("port: a list (expected:"), "a list for a number");
    assertTrue(refusal("limits: 3\n").contains("limits: not a mapping"), "a value for a level");
    assertTrue(refusal("port: \"unclosed\n").startsWith("converge.yaml:"), "broken YAML");
  }

  @Test
  void aFileThatIsNamedMustBeThere() {
    assertEquals(
        "other.yaml: no such file (expected: the configuration)",
        refusal("", Map.of("CONVERGE_CONFIG", "other.yaml")));
  }

  @Test
  void variablesThatKubernetesSetsForAServiceAreToldFromOurs() {
    assertTrue(
        refusal("", Map.of("CONVERGE_PORT", "tcp://10.0.0.1:8080"))
            .contains("enableServiceLinks: false"));
  }

  @Test
  void settingsThatNeedEachOtherAreAskedFor() {
    assertTrue(
        refusal("tls:\n  key: k.pem\n")
            .contains("tls.key: set without tls.certificate (expected: both)"));
    assertTrue(
        refusal("auth:\n  jwt:\n    jwks: keys.json\n    issuer: i\n    audience: a\n")
            .contains("auth.enabled: true"));
  }

  @Test
  void beyondThisMachineItListensOnlyWithAuthenticationOrIfToldTo() throws IOException {
    Config open = load("host: 0.0.0.0\n", Map.of());
    String message =
        String.valueOf(assertThrows(ConfigException.class, open::requireSafe).getMessage());
    assertTrue(message.contains("auth.enabled") && message.contains("--insecure"), message);
    load("host: 0.0.0.0\nauth:\n  enabled: true\n", Map.of()).requireSafe();
    load("host: 0.0.0.0\n", Map.of(), "--insecure", "true").requireSafe();
    load("host: localhost\n", Map.of()).requireSafe();
    load("host: '::1'\n", Map.of()).requireSafe();
  }

  @Test
  void aDatabaseAsksForAKeyThatItsServersShare() throws IOException {
    String url = "jdbc:postgresql://db/converge";
    Config alone = load("storage:\n  url: " + url + "\n", Map.of());
    String told =
        String.valueOf(assertThrows(ConfigException.class, alone::requireSharedKey).getMessage());
    assertTrue(told.startsWith("signing_key: missing, but storage.url is set (expected: "), told);
    Config both =
        load(
            "signing_key: ours.pem\n",
            Map.of(
                "CONVERGE_STORAGE_URL", url,
                "CONVERGE_STORAGE_USER", "ann",
                "CONVERGE_STORAGE_PASSWORD", "hidden"));
    both.requireSharedKey();
    assertEquals(new StoreAddress(url, "ann", "hidden"), both.storage().store());
    assertTrue(both.storage().shared());
    assertFalse(both.toString().contains("hidden"), both.toString());
    Config.load(Map.of(), Map.of(), folder).requireSharedKey();
  }

  @Test
  void aPasswordIsNeverShownNotEvenAWrongOne() {
    String told =
        refusal("storage:\n  url: jdbc:mysql://ann:hidden@db/c?password=hidden\n", Map.of());
    assertTrue(told.contains("storage.url: \"jdbc:mysql://db/c\" (expected: "), told);
    assertFalse(told.contains("hidden"), told);
  }

  @Test
  void retentionIsReadInDays() throws IOException {
    assertEquals(Duration.ofDays(30), load("retention: 30d\n", Map.of()).storage().retention());
  }

  @Test
  void whatHasNoEffectWithTemporalOrWithoutItIsRefused() throws IOException {
    String temporal = "engine:\n  host: temporal\n";
    String whole =
        temporal
            + "temporal:\n  target: localhost:7233\nstorage:\n  url: jdbc:postgresql://db/converge\n";
    assertEquals(
        "localhost:7233", Objects.requireNonNull(load(whole, Map.of()).temporal()).target());
    assertEquals(
        9,
        load(whole + "quotas:\n  tenant_running: 9\n", Map.of()).access().tenantQuota().running());
    assertTrue(refusal(temporal).contains("set without temporal.target"), refusal(temporal));
    assertTrue(refusal(temporal).contains("set without storage.url"), refusal(temporal));
    String runs = refusal(whole.replace("host: temporal", "host: temporal\n  runs: 5"));
    assertTrue(runs.contains("engine.runs has no effect with engine.host: temporal"), runs);
    String listens = refusal("worker:\n  listen: 127.0.0.1:9090\n");
    assertTrue(listens.contains("worker.listen has no effect"), listens);
    String port = refusal(whole + "worker:\n  listen: '9090'\n");
    assertTrue(port.contains("an address and a port"), port);
  }
}
