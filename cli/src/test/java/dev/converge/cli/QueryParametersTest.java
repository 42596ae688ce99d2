package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Each operation of the contract knows the query parameters that the contract says, and refuses
/// all others.
final class QueryParametersTest {
  private static final Path CONTRACT = Path.of("..", "api", "openapi.yaml");
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
  private static final String EXPECTED = " (expected: ";

  @TempDir private Path folder = Path.of("");

  /// The names of the query parameters of each operation, as `GET /api/v1/jobs`.
  private static Map<String, Set<String>> documented() throws IOException {
    Object yaml =
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(CONTRACT));
    Map<String, Set<String>> all = new TreeMap<>();
    map(map(yaml).get("paths"))
        .forEach((path, item) -> {
          Map<?, ?> operations = map(item);
          METHODS.forEach(method -> {
            if (operations.containsKey(method)) {
              Set<String> names = new TreeSet<>();
              names.addAll(names(yaml, operations.get("parameters")));
              names.addAll(names(yaml, map(operations.get(method)).get("parameters")));
              all.put(method.toUpperCase(Locale.ROOT) + " " + path, names);
            }
          });
        });
    return all;
  }

  private static Map<?, ?> map(@Nullable Object node) {
    return (Map<?, ?>) Objects.requireNonNull(node);
  }

  private static List<String> names(Object root, @Nullable Object parameters) {
    List<String> names = new ArrayList<>();
    for (Object each : parameters == null ? List.of() : (List<?>) parameters) {
      Map<?, ?> parameter = map(each);
      Object ref = parameter.get("$ref");
      if (ref != null) {
        @Nullable Object at = root;
        for (String part : ref.toString().substring(2).split("/", -1)) {
          at = map(at).get(part);
        }
        parameter = map(at);
      }
      if ("query".equals(parameter.get("in"))) {
        names.add(String.valueOf(parameter.get("name")));
      }
    }
    return names;
  }

  @Test
  void eachOperationKnowsTheParametersOfTheContractAndNoOthers() throws Exception {
    try (ServerProcess server =
            ServerProcess.start(folder, "--port=0", "--data=" + folder.resolve("data"));
        HttpClient client = HttpClient.newHttpClient()) {
      Map<String, Set<String>> documented = documented();
      // An OpenID provider adds parameters of its own.
      documented.remove("GET /api/v1/session/callback");
      // Every view of the console is an address with parameters that the page itself reads.
      documented.keySet().removeIf(operation -> operation.contains(" /console/"));
      Map<String, Set<String>> known = new TreeMap<>();
      for (String operation : documented.keySet()) {
        known.put(operation, known(client, server.uri(), operation));
      }
      assertEquals(documented, known);
      for (String twice : List.of("/api/v1/jobs?limit=1&limit=2", "/api/v1/jobs/x?run=a&run=a")) {
        Json.Obj problem = refused(client, server.uri(), "GET", twice);
        assertTrue(
            HeldJobs.text(problem.canonical(), "detail").endsWith("2 times (expected: once)"));
      }
    }
  }

  /// The names that a refusal of an unknown parameter tells.
  private static Set<String> known(HttpClient client, URI server, String operation)
      throws Exception {
    String[] parts = operation.split(" ", 2);
    String path = parts[1].replaceAll("\\{[a-z_]+}", "x") + "?unheard=1";
    String detail = HeldJobs.text(refused(client, server, parts[0], path).canonical(), "detail");
    assertTrue(detail.startsWith("unknown query parameter \"unheard\""), detail);
    String names = detail.substring(detail.indexOf(EXPECTED) + EXPECTED.length());
    Set<String> all = new TreeSet<>();
    if (!names.startsWith("no query parameters")) {
      all.addAll(Arrays.asList(names.substring(0, names.indexOf(')')).split(", ", -1)));
    }
    return all;
  }

  private static Json.Obj refused(HttpClient client, URI server, String method, String path)
      throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(server.resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(400, response.statusCode(), () -> method + " " + path + ": " + response.body());
    return (Json.Obj) Json.parse(response.body());
  }
}
