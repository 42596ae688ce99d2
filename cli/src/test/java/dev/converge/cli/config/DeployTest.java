package dev.converge.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.runtime.metrics.MetricsFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// What is deployed fits what is built: settings, probes, and the names of metrics.
final class DeployTest {
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Pattern METRIC = Pattern.compile("\\bconverge_[a-z_]+");
  private static final Pattern VARIABLE = Pattern.compile("\\bCONVERGE_[A-Z_]+");

  @TempDir private Path folder = Path.of("");

  private static String text(String file) throws IOException {
    return Files.readString(DEPLOY.resolve(file));
  }

  private static List<Object> documents(String file) throws IOException {
    List<Object> all = new java.util.ArrayList<>();
    new Load(LoadSettings.builder().build()).loadAllFromString(text(file)).forEach(all::add);
    return all;
  }

  /// What is at a path of keys and indexes.
  private static Object at(Object yaml, Object... path) {
    Object here = yaml;
    for (Object step : path) {
      here = step instanceof Integer i ? ((List<?>) here).get(i) : ((Map<?, ?>) here).get(step);
      assertTrue(here != null, () -> step + " of " + List.of(path) + " is missing");
    }
    return here;
  }

  private static Map<String, Object> kubernetes(String file) throws IOException {
    Map<String, Object> byKind = new LinkedHashMap<>();
    for (Object document : documents("kubernetes/" + file)) {
      byKind.put(String.valueOf(at(document, "kind")), document);
    }
    return byKind;
  }

  @Test
  void theConfigurationOfKubernetesIsOne() throws IOException {
    Map<String, Object> kinds = kubernetes("converge.yaml");
    assertEquals(
        Set.of(
            "ConfigMap",
            "Secret",
            "PersistentVolumeClaim",
            "Deployment",
            "Service",
            "PodDisruptionBudget"),
        kinds.keySet());
    fits(kinds);
    Json keys =
        Json.parse(
            (String) at(Objects.requireNonNull(kinds.get("Secret")), "stringData", "keys.json"));
    assertTrue(((Json.Obj) keys).get("keys").isPresent());
  }

  @Test
  void threeReplicasShareADatabaseAndAreReplacedOneByOne() throws IOException {
    Map<String, Object> kinds = kubernetes("replicas.yaml");
    assertEquals(
        Set.of("ConfigMap", "Deployment", "Service", "PodDisruptionBudget"), kinds.keySet());
    Config config = fits(kinds);
    assertTrue(config.storage().store().toString().startsWith("jdbc:postgresql://"));
    Object deployment = at(Objects.requireNonNull(kinds.get("Deployment")), "spec");
    assertEquals(3, at(deployment, "replicas"));
    assertEquals(0, at(deployment, "strategy", "rollingUpdate", "maxUnavailable"));
    Object budget = at(Objects.requireNonNull(kinds.get("PodDisruptionBudget")), "spec");
    assertEquals(2, at(budget, "minAvailable"));
    Object mounts = at(deployment, "template", "spec", "containers", 0, "volumeMounts");
    assertTrue(
        ((List<?>) mounts)
            .stream()
                .anyMatch(mount ->
                    String.valueOf(config.storage().signingKey())
                        .startsWith(String.valueOf(at(mount, "mountPath")))));
  }

  /// The configuration is one of this version, and fits the pod.
  private Config fits(Map<String, Object> kinds) throws IOException {
    Path file = folder.resolve("converge.yaml");
    Files.writeString(
        file, (String) at(Objects.requireNonNull(kinds.get("ConfigMap")), "data", "converge.yaml"));
    Config config = Config.load(Map.of("--config", List.of(file.toString())), Map.of(), folder);
    config.requireSafe();
    config.requireSharedKey();
    Object pod = at(Objects.requireNonNull(kinds.get("Deployment")), "spec", "template", "spec");
    long grace = ((Number) at(pod, "terminationGracePeriodSeconds")).longValue();
    assertEquals(grace, config.server().times().grace().toSeconds());
    Object container = at(pod, "containers", 0);
    assertEquals(config.server().port(), at(container, "ports", 0, "containerPort"));
    assertEquals("/health", at(container, "livenessProbe", "httpGet", "path"));
    assertEquals("/ready", at(container, "readinessProbe", "httpGet", "path"));
    assertEquals(false, at(pod, "enableServiceLinks"));
    assertEquals(true, at(pod, "securityContext", "runAsNonRoot"));
    assertEquals(true, at(container, "securityContext", "readOnlyRootFilesystem"));
    return config;
  }

  @Test
  void everyVariableOfTheImageAndThePodIsOne() throws IOException {
    Set<String> known = new TreeSet<>(ConfigSources.OTHER_VARIABLES.keySet());
    Settings.all().forEach(setting -> known.add(setting.variable()));
    for (String file :
        List.of(
            "Dockerfile",
            "kubernetes/converge.yaml",
            "kubernetes/replicas.yaml",
            "compose.yaml",
            "compose-postgresql.yaml")) {
      Matcher m = VARIABLE.matcher(text(file).replaceAll("#.*", ""));
      while (m.find()) {
        assertTrue(known.contains(m.group()), () -> file + ": " + m.group());
      }
    }
  }

  @Test
  void theComposedServerWritesToItsVolumeAloneAndIsOfThisMachineAlone() throws IOException {
    Object service = at(documents("compose.yaml").getFirst(), "services", "converge");
    assertEquals(true, at(service, "read_only"));
    assertEquals(List.of("data:/data"), at(service, "volumes"));
    assertEquals(List.of("127.0.0.1:8080:8080"), at(service, "ports"));
    assertEquals(List.of("ALL"), at(service, "cap_drop"));
  }

  @Test
  void everyActionOfTheWorkflowsIsPinnedToACommit() throws IOException {
    int seen = 0;
    for (String file : List.of("build.yml", "release.yml")) {
      String workflow = text("../.github/workflows/" + file);
      assertTrue(documents("../.github/workflows/" + file).size() == 1, file);
      for (String line : workflow.lines().filter(it -> it.contains("uses:")).toList()) {
        assertTrue(line.matches(".*@[0-9a-f]{40} # v[0-9.]+"), line);
        seen++;
      }
    }
    assertTrue(seen > 5, "actions: " + seen);
  }

  @Test
  void everyMetricOfTheAlertsAndTheDashboardIsOne() throws IOException {
    String reference = MetricsFeature.reference();
    Set<String> unknown = new TreeSet<>();
    int seen = 0;
    for (String file : List.of("prometheus/alerts.yaml", "grafana/converge.json")) {
      Matcher m = METRIC.matcher(text(file));
      while (m.find()) {
        seen++;
        String metric = m.group();
        String base = metric.replaceFirst("_(bucket|sum|count|max)$", "");
        if (!reference.contains("`" + metric + "`") && !reference.contains("`" + base + "`")) {
          unknown.add(file + ": " + metric);
        }
      }
    }
    assertEquals(Set.of(), unknown);
    assertTrue(seen > 40, "metrics: " + seen);
  }

  @Test
  void theDashboardIsJsonAndTheAlertsAreRules() throws IOException {
    Json.Obj dashboard = (Json.Obj) Json.parse(text("grafana/converge.json"));
    assertFalse(((Json.Arr) dashboard.get("panels").orElseThrow()).items().isEmpty());
    Object rules = at(documents("prometheus/alerts.yaml").getFirst(), "groups", 0, "rules");
    for (Object rule : (List<?>) rules) {
      at(rule, "alert");
      at(rule, "expr");
      at(rule, "annotations", "summary");
    }
  }
}
