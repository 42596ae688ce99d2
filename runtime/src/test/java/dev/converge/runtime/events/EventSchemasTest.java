package dev.converge.runtime.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.core.Chain;
import dev.converge.core.Event;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.event.EventType;
import dev.converge.core.json.Json;
import dev.converge.core.status.Halt;
import dev.converge.core.status.HaltReason;
import dev.converge.runtime.ContractCheck;
import dev.converge.runtime.ContractFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/// The schemas of events in `api/openapi.yaml`: one for each type, and no member beside those that
/// they name.
final class EventSchemasTest {
  private static final Path BUNDLES = Path.of("..", "replays", "0.1.0");

  private static Set<String> types() {
    return new TreeSet<>(Arrays.stream(EventType.values()).map(EventType::journalName).toList());
  }

  private static Json.Obj schema(String name) throws IOException {
    Json.Obj components = ContractFile.object(ContractFile.read(), "components");
    return ContractFile.object(ContractFile.object(components, "schemas"), name);
  }

  private static List<String> events(Path bundle) throws IOException {
    try (ZipFile zip = new ZipFile(bundle.toFile());
        InputStream in = zip.getInputStream(zip.getEntry("events.ndjson"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void everyTypeHasASchemaThatTheDiscriminatorNames() throws IOException {
    Json.Obj event = schema("Event");
    Json.Obj mapping = ContractFile.object(ContractFile.object(event, "discriminator"), "mapping");
    assertEquals(types(), mapping.fields().keySet());
    Set<String> mapped = new TreeSet<>();
    mapping.fields().values().forEach(ref -> mapped.add(((Json.Str) ref).value()));
    Set<String> choices = new TreeSet<>();
    ((Json.Arr) event.get("oneOf").orElseThrow())
        .items()
        .forEach(
            ref -> choices.add(((Json.Str) ((Json.Obj) ref).get("$ref").orElseThrow()).value()));
    assertEquals(choices, mapped);
    Set<String> words = new TreeSet<>();
    ((Json.Arr) schema("EventType").get("enum").orElseThrow())
        .items()
        .forEach(word -> words.add(((Json.Str) word).value()));
    assertEquals(types(), words);
  }

  @Test
  void everyRecordedEventFitsTheSchemaOfItsType() throws IOException {
    try (Stream<Path> bundles = Files.list(BUNDLES)) {
      for (Path bundle : bundles.filter(file -> file.toString().endsWith(".zip")).toList()) {
        for (String line : events(bundle)) {
          ContractCheck.event(line);
        }
      }
    }
  }

  @Test
  void everySchemaNamesExactlyTheMembersThatAreReadAndWritten() throws IOException {
    Json.Obj root = ContractFile.read();
    Json.Obj mapping =
        ContractFile.object(ContractFile.object(schema("Event"), "discriminator"), "mapping");
    for (String type : types()) {
      Json.Obj ref = Json.object().put("$ref", mapping.get(type).orElseThrow()).build();
      Json.Obj sample = likeAHalt((Json.Obj) new SchemaSample(root).of(ref));
      ContractCheck.event(sample.canonical());
      Event event = Chain.read(sample);
      byte[] salt = new byte[Chain.SALT_BYTES];
      byte[] line = new Chain("x", Chain.START).seal(List.of(event), salt).getFirst().json();
      Json.Obj written = (Json.Obj) Json.parse(new String(line, StandardCharsets.UTF_8));
      assertEquals(withoutHash(sample), withoutHash(written), type);
    }
  }

  /// The members of a halt go with its reason, and the sample's is the first one.
  private static Json.Obj likeAHalt(Json.Obj event) {
    TreeMap<String, Json> members = new TreeMap<>(event.fields());
    members.computeIfPresent("halt", (_, _) -> new Halt.Invariants(List.of("x")).json());
    return Json.object(members);
  }

  @Test
  void everyHaltFitsItsSchema() throws IOException {
    List<Halt> halts =
        List.of(
            new Halt.Invariants(List.of("cited")),
            new Halt.Limit(Halt.Limit.Which.MAX_TOKENS, 100, 90, 20L),
            new Halt.Conflict("a", "fact:1"),
            new Halt.FailedAgents(new TreeMap<>(Map.of("a", FailureKind.TIMEOUT))),
            new Halt.RejectedProposal("prop:1:a:1"),
            new Halt.ProviderAway("a", "p"));
    assertEquals(
        Set.of(HaltReason.values()), new TreeSet<>(halts.stream().map(Halt::reason).toList()));
    String status = lastEvent("testkit-halted-budget-tokens.zip");
    for (Halt halt : halts) {
      ContractCheck.event(status.replaceFirst("\\{", "{\"halt\":" + halt.json().canonical() + ","));
    }
    assertThrows(
        AssertionError.class,
        () -> ContractCheck.event(status.replaceFirst("\\{", "{\"halt\":{\"why\":1},")));
  }

  private static String lastEvent(String bundle) throws IOException {
    return events(BUNDLES.resolve(bundle)).getLast();
  }

  private static Json.Obj withoutHash(Json.Obj event) {
    TreeMap<String, Json> members = new TreeMap<>(event.fields());
    members.remove("hash");
    return Json.object(members);
  }

  @Test
  void aMemberThatNoSchemaNamesIsRefused() throws IOException {
    String line = events(BUNDLES.resolve("testkit-converged.zip")).getFirst();
    ContractCheck.event(line);
    assertThrows(
        AssertionError.class, () -> ContractCheck.event(line.replaceFirst("\\{", "{\"extra\":1,")));
    assertThrows(
        AssertionError.class,
        () -> ContractCheck.event(line.replace("\"run_started\"", "\"cycle_completed\"")));
  }
}
