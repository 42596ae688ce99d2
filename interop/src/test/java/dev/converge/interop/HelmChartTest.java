package dev.converge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import dev.converge.cli.config.Config;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The chart, rendered by Helm itself and read by the types of the Kubernetes API, which refuse
/// what that does not have.
final class HelmChartTest {
  private static final Path CHART =
      Path.of("..", "deploy", "helm", "converge").toAbsolutePath().normalize();
  private static final String KUBERNETES = "1.34.0";

  @TempDir private Path folder = Path.of("");

  /// Reads an object of one kind, as strictly as the API does.
  private interface Kind {
    void require(JsonElement object) throws IOException;
  }

  private static final Map<String, Kind> KINDS =
      Map.of(
          "ConfigMap", V1ConfigMap::validateJsonElement,
          "Deployment", V1Deployment::validateJsonElement,
          "Ingress", V1Ingress::validateJsonElement,
          "PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement,
          "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
          "Secret", V1Secret::validateJsonElement,
          "Service", V1Service::validateJsonElement);

  @BeforeAll
  static void requireHelm() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assumeTrue(
        system.matches("Linux (amd64|aarch64)|Mac OS X .*"), "there is no Helm for " + system);
  }

  /// What Helm makes of the chart, by kind. Every object is one that Kubernetes takes.
  private static Map<String, Object> rendered(UnaryOperator<TemplateCommand> values)
      throws IOException {
    String text =
        values
            .apply(new Helm(CHART).template().withName("demo").withKubeVersion(KUBERNETES))
            .call();
    Map<String, Object> byKind = new TreeMap<>();
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
      if (document == null) {
        // Nothing but a comment.
        continue;
      }
      String kind = String.valueOf(at(document, "kind"));
      Objects.requireNonNull(KINDS.get(kind), kind).require(new Gson().toJsonTree(document));
      assertFalse(byKind.containsKey(kind), () -> "a second " + kind);
      byKind.put(kind, document);
    }
    return byKind;
  }

  private static Object at(Object yaml, Object... path) {
    Object here = yaml;
    for (Object step : path) {
      here =
          Objects.requireNonNull(
              step instanceof Integer i ? ((List<?>) here).get(i) : ((Map<?, ?>) here).get(step),
              () -> step + " of " + List.of(path) + " is missing");
    }
    return here;
  }

  private Config config(Map<String, Object> kinds, String... more) throws IOException {
    Path file = folder.resolve("converge.yaml");
    Files.writeString(file, (String) at(kinds, "ConfigMap", "data", "converge.yaml"));
    return Config.load(
        Map.of("--config", List.of(file.toString())), Map.of(more[0], more[1]), folder);
  }

  @Test
  void helmHasNothingToSayOfTheChart() {
    LintResult result = new Helm(CHART).lint().strict().call();
    assertFalse(result.isFailed(), () -> result.getMessages().toString());
  }

  @Test
  void oneProcessHasAVolumeOfItsOwn() throws IOException {
    Map<String, Object> kinds = rendered(values -> values);
    assertEquals(
        Set.of(
            "ConfigMap",
            "Deployment",
            "PersistentVolumeClaim",
            "PodDisruptionBudget",
            "Secret",
            "Service"),
        kinds.keySet());
    Object spec = at(kinds, "Deployment", "spec");
    assertEquals(1, at(spec, "replicas"));
    assertEquals("Recreate", at(spec, "strategy", "type"));
    Object pod = at(spec, "template", "spec");
    assertEquals(
        at(kinds, "PersistentVolumeClaim", "metadata", "name"),
        at(pod, "volumes", 0, "persistentVolumeClaim", "claimName"));
    assertEquals(0, at(kinds, "PodDisruptionBudget", "spec", "maxUnavailable"));

    Config config = config(kinds, "CONVERGE_JAVA_OPTS", "");
    config.requireSafe();
    Object container = at(pod, "containers", 0);
    assertEquals(config.server().port(), at(container, "ports", 0, "containerPort"));
    assertEquals(
        config.server().times().grace().toSeconds(),
        ((Number) at(pod, "terminationGracePeriodSeconds")).longValue());
    assertEquals(true, at(pod, "securityContext", "runAsNonRoot"));
    assertEquals(true, at(container, "securityContext", "readOnlyRootFilesystem"));
    assertEquals(List.of("ALL"), at(container, "securityContext", "capabilities", "drop"));
    assertEquals(at(spec, "selector", "matchLabels"), at(kinds, "Service", "spec", "selector"));
  }

  @Test
  void severalServersShareADatabaseAndASigningKey() throws IOException {
    Map<String, Object> kinds =
        rendered(values -> values.withValuesFile(CHART.resolve("values-postgresql.yaml")));
    assertFalse(kinds.containsKey("PersistentVolumeClaim"));
    Object spec = at(kinds, "Deployment", "spec");
    assertEquals(2, at(spec, "replicas"));
    assertEquals("RollingUpdate", at(spec, "strategy", "type"));
    assertEquals(1, at(kinds, "PodDisruptionBudget", "spec", "maxUnavailable"));
    Object pod = at(spec, "template", "spec");
    at(pod, "affinity", "podAntiAffinity");
    String environment = String.valueOf(at(pod, "containers", 0, "env"));
    assertTrue(environment.contains("CONVERGE_STORAGE_PASSWORD"), environment);
    Config config = config(kinds, "CONVERGE_STORAGE_PASSWORD", "secret");
    config.requireSafe();
    assertTrue(
        at(kinds, "ConfigMap", "data", "converge.yaml")
            .toString()
            .contains("url: jdbc:postgresql://postgresql/converge"));
  }

  @Test
  void everyValueIsUsedAndValid() throws IOException {
    Path values = folder.resolve("values.yaml");
    Files.writeString(
        values,
        """
        image: { repository: registry.example.org/converge, tag: "1", pullPolicy: Always }
        volume: { existingClaim: mine }
        keysSecret: my-keys
        providersSecret: my-providers
        config: { rate: { requests: 5 } }
        gracePeriodSeconds: 60
        resources: {}
        service: { type: LoadBalancer, port: 8080, annotations: { a: b } }
        ingress: { enabled: true, className: nginx, annotations: { c: d }, host: converge.example.org, tlsSecret: tls }
        podAnnotations: { e: f }
        nodeSelector: { g: h }
        tolerations: [{ key: i, operator: Exists }]
        affinity: { nodeAffinity: {} }
        imagePullSecrets: [{ name: j }]
        """);
    Map<String, Object> kinds = rendered(it -> it.withValuesFile(values));
    assertEquals(
        Set.of("ConfigMap", "Deployment", "Ingress", "PodDisruptionBudget", "Service"),
        kinds.keySet());
    String all = kinds.toString();
    for (String used :
        List.of(
            "registry.example.org/converge:1",
            "Always",
            "claimName=mine",
            "secretName=my-keys",
            "name=my-providers",
            "requests: 5",
            "grace_period: 60s",
            "LoadBalancer",
            "port=8080",
            "a=b",
            "ingressClassName=nginx",
            "c=d",
            "host=converge.example.org",
            "secretName=tls",
            "e=f",
            "g=h",
            "key=i",
            "nodeAffinity",
            "name=j")) {
      assertTrue(all.contains(used), used);
    }
    config(kinds, "CONVERGE_JAVA_OPTS", "").requireSafe();
  }

  @Test
  void whatCannotWorkIsRefusedWithAReason() {
    assertRefused("cannot share a volume", values -> values.set("replicas", 2));
    assertRefused(
        "signingKeySecret: missing", values -> values.set("storage.url", "jdbc:postgresql://db/c"));
    assertRefused("ingress.host: missing", values -> values.set("ingress.enabled", true));
    assertRefused("storage", values -> values.set("storage.url", "mysql://db/c"));
    assertRefused("replica", values -> values.set("replica", 2));
  }

  private static void assertRefused(String why, UnaryOperator<TemplateCommand> values) {
    String message =
        String.valueOf(
            assertThrows(IllegalStateException.class, () -> rendered(values)).getMessage());
    assertTrue(message.contains(why), message);
  }
}
