package dev.converge.domain.template.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.converge.domain.template.source.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The schema by the reader, over every wiring that there is.
final class WiringSchemaTest {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
  private static final Schema SCHEMA = REGISTRY.getSchema(WiringSchema.json().canonical());
  private static final Path BROKEN = Path.of("src", "test", "resources", "broken");
  private static final String WIRING = "=== wiring\n";
  private static final String PROBLEMS = "=== problems\n";

  /// Broken wirings that only somebody who has read the spec, or the lines before, can refuse.
  private static final Set<String> BEYOND_A_SCHEMA =
      Set.of(
          "wiring-agent-missing.txt",
          "wiring-agent-twice.txt",
          "wiring-agent-unknown.txt",
          "wiring-deterministic-model.txt",
          "wiring-runtime-too-old.txt");

  private static final String WHOLE =
      """
      name: whole
      version: 1.2.3-rc.1
      description: Has everything.
      spec: whole.feature
      requires: { runtime_api: ">=1.0" }
      budget: { max_cycles: 1, max_facts: 2, max_duration: PT10M, max_tokens: 0, max_cost_usd: 0.5 }
      agents:
        - { id: a, requirements: analysis, deadline: 30s, max_attempts: 10, give_up_after: 2h }
        - id: b
          requirements: { preset: synthesis, cost_class: low, max_latency_ms: 5, must: [cost_class] }
        - id: c
          requirements: { requires_web_search: true, requires_reasoning: false, min_quality: 1, max_output_tokens: 9, provider: p, model: m }
      outputs: [Rankings, Strategies]
      report:
        title: What was found
        sections:
          - { title: A, key: Rankings, form: list }
          - key: Strategies
            form: table
            rows: element
            columns: [{ title: B, value: content }, { title: C, value: id, from: Rankings, where: of }]
      policy: { confidentiality: restricted, on_outage: halt }
      metadata: { anything: [1, { at: all }] }
      """;

  private static Optional<String> json(String yaml) {
    Problems problems = new Problems("");
    return YamlReader.read(yaml, problems)
        .filter(_ -> problems.isEmpty())
        .map(value -> YamlFields.json(value).canonical());
  }

  private static List<String> refusals(String yaml) {
    return SCHEMA.validate(json(yaml).orElseThrow(), InputFormat.JSON).stream()
        .map(String::valueOf)
        .toList();
  }

  private static boolean isRead(String yaml) {
    return WiringReader.read(yaml, new Problems("")).isPresent();
  }

  @Test
  void theSchemaIsOne() {
    Schema meta = REGISTRY.getSchema(SchemaLocation.of("http://json-schema.org/draft-07/schema#"));
    assertEquals(List.of(), meta.validate(WiringSchema.json().canonical(), InputFormat.JSON));
  }

  @Test
  void everyWiringThatShipsIsValid() throws IOException {
    int seen = 0;
    for (Path root : List.of(Path.of("..", "templates"), Path.of("..", "examples", "templates"))) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file :
            (Iterable<Path>) files.filter(it -> it.toString().endsWith(".yaml"))::iterator) {
          String text = Files.readString(file);
          if (!text.startsWith("name:")) {
            // A fixture of a template.
            continue;
          }
          seen++;
          assertEquals(List.of(), refusals(text), file.toString());
        }
      }
    }
    assertTrue(seen >= 5, "wirings: " + seen);
  }

  @Test
  void whatAWiringCanSayIsAllValid() {
    Problems problems = new Problems("");
    assertTrue(WiringReader.read(WHOLE, problems).isPresent(), () -> problems.list().toString());
    assertEquals(List.of(), refusals(WHOLE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: whole -> name: Whole",
        "version: 1.2.3-rc.1 -> version: 1.2",
        "description: Has everything. -> description: 1",
        "spec: whole.feature -> spec: a/whole.feature",
        "\">=1.0\" -> \"1\"",
        "max_cycles: 1 -> max_cycles: 0",
        "max_facts: 2 -> max_facts: 2.5",
        "PT10M -> 10",
        "max_tokens: 0 -> max_tokens: -1",
        "0.5 -> 1000001",
        "id: a, -> name: a,",
        "requirements: analysis -> requirements: analyses",
        "deadline: 30s -> deadline: 30 s",
        "max_attempts: 10 -> max_attempts: 11",
        "cost_class: low -> cost_class: lowest",
        "max_latency_ms: 5 -> max_latency_ms: 0",
        "must: [cost_class] -> must: [max_output_tokens]",
        "requires_reasoning: false -> requires_reasoning: no",
        "min_quality: 1 -> min_quality: 1.1",
        "provider: p -> provider: 1",
        "outputs: [Rankings, Strategies] -> outputs: [Rankings, Rankings]",
        "form: list -> form: lists",
        "key: Rankings, form: list -> key: Rankings, form: list, rows: element",
        "form: table -> form: text",
        ", where: of -> ''",
        "{ title: B, value: content } -> { value: content }",
        "restricted -> secret",
        "on_outage: halt -> on_outage: stop",
        "metadata: -> more:",
      })
  void whatIsWrongIsRefusedByBoth(String change) {
    String[] parts = change.split(" -> ", -1);
    assertTrue(WHOLE.contains(parts[0]), parts[0]);
    String changed =
        WHOLE.replaceFirst(Pattern.quote(parts[0]), parts[1].equals("''") ? "" : parts[1]);
    assertFalse(isRead(changed), "the reader takes it");
    assertFalse(refusals(changed).isEmpty(), "the schema takes it");
  }

  @Test
  void brokenWiringsAreRefusedAndWhatOnlyTheSpecGetsWrongIsNot() throws IOException {
    Set<String> accepted = new TreeSet<>();
    int refused = 0;
    int notOfTheWiring = 0;
    try (Stream<Path> files = Files.list(BROKEN)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String text = Files.readString(file);
        int problems = text.indexOf(PROBLEMS);
        String yaml = text.substring(text.indexOf(WIRING) + WIRING.length(), problems);
        String name = String.valueOf(file.getFileName());
        if (json(yaml).isEmpty()) {
          assertTrue(name.startsWith("wiring-"), name + ": no YAML");
          continue;
        }
        if (refusals(yaml).isEmpty()) {
          notOfTheWiring++;
          if (name.startsWith("wiring-")) {
            accepted.add(name);
          }
        } else {
          refused++;
          assertFalse(isRead(yaml), () -> name + ": the reader takes it, but " + refusals(yaml));
        }
      }
    }
    assertEquals(new TreeSet<>(BEYOND_A_SCHEMA), accepted);
    assertTrue(refused > 20 && notOfTheWiring > 50, refused + ", " + notOfTheWiring);
  }
}
