package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.converge.core.Program;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Seed;
import dev.converge.domain.flow.Small;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeedCheckTest {
  private static final Program PROGRAM =
      Templates.shipped().find("growth-strategy", "").orElseThrow();

  private static Seed seed(String id) {
    return new Seed(id, "text", null);
  }

  private static List<String> problems(List<Seed> seeds) {
    return problems(PROGRAM, seeds);
  }

  private static List<String> problems(Program program, List<Seed> seeds) {
    return SeedCheck.problems(program, seeds).stream()
        .map(problem -> problem.pointer() + " " + problem.message())
        .toList();
  }

  private static List<Seed> with(Seed... more) {
    List<Seed> seeds = new ArrayList<>(List.of(seed("market:a"), seed("product:b")));
    seeds.addAll(List.of(more));
    return seeds;
  }

  @Test
  void whatIsAskedForIsEnough() {
    assertEquals(List.of(), problems(with()));
    assertEquals(List.of(), problems(with(seed("goal:c"), seed("market:d"), seed("note"))));
  }

  @Test
  void aSeedThatHasToNameADayNamesOneThatThereIs() {
    for (String flow : List.of("novelty-search", "patent-research")) {
      Program program = Templates.shipped().find(flow, "").orElseThrow();
      List<Seed> seeds =
          List.of(
              new Seed("matter:1", "Lamp.", null),
              new Seed("invention:1", "A lamp.", null),
              new Seed("priority:1", "2030-02-31", null));
      assertEquals(
          List.of(
              "/seeds/2/content seed priority:1: \"2030-02-31\" contains no valid date (expected:"
                  + " YYYY-MM-DD)"),
          problems(program, seeds));
      List<Seed> good =
          List.of(
              seeds.get(0),
              seeds.get(1),
              new Seed("priority:1", "filed on 1995-06-30 in Bern", null),
              new Seed("priority:2", "soon", Json.object().put("date", "1996-02-29").build()));
      assertEquals(List.of(), problems(program, good));
    }
  }

  @Test
  void structuralInvariantsHoldForSeedsToo() {
    Program program =
        Small.plus(
                """
                @invariant @structural @id:amounts
                Scenario: Every amount is known
                  Then every fact under "Seeds" carries a number "amount"
                  And no fact mentions any of "guaranteed"

                @invariant @structural @id:few
                Scenario: Few seeds
                  Then at most 3 facts exist under "Seeds"
                  And the facts under "Seeds" are all different
                """)
            .program();
    Json.Obj amount = Json.object().put("amount", 5).build();
    Seed good = new Seed("topic:a", "one", amount);
    assertEquals(List.of(), SeedCheck.problems(program, List.of(good)));
    String rule =
        " (invariant \"amounts\": every fact under \"Seeds\" carries a number \"amount\"; no fact"
            + " mentions any of \"guaranteed\")";
    assertEquals(
        List.of(
            "/seeds/0 topic:z field \"amount\" is missing" + rule,
            "/seeds/2 topic:b field \"amount\" is missing" + rule),
        problems(
                program,
                List.of(
                    new Seed("topic:z", "two", null),
                    good,
                    new Seed("topic:b", "three", Json.Obj.EMPTY)))
            .stream()
            .sorted()
            .toList());
    assertEquals(
        List.of("/seeds/1 topic:b mentions \"guaranteed\"" + rule),
        problems(program, List.of(good, new Seed("topic:b", "Guaranteed!", amount))));
    List<Seed> many = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      many.add(new Seed("topic:" + i, "text " + i, amount));
    }
    assertTrue(
        problems(program, many)
            .getFirst()
            .startsWith("/seeds 4 facts under \"Seeds\" (expected: at"),
        () -> problems(program, many).toString());
    assertTrue(
        problems(program, List.of(good, new Seed("topic:b", "ONE", amount)))
            .getFirst()
            .startsWith("/seeds/1 topic:b says the same as another fact"));
  }

  @Test
  void aSeedCarriesWhatTheTemplateSaysAndTheSchemaSaysTheSame() {
    Program program =
        Small.spec(
                Small.SPEC.replace(
                    "\"topic:\"\n",
                    """
                    "topic:"
                        And each such seed carries
                          | field  | type    | rule                         |
                          | amount | number  | at least 1                   |
                          | kind   | string  | one of house, car; optional  |
                          | tags   | list    | at most 2 items; optional    |
                          | code   | string  | 2 to 3 characters; optional  |
                          | count  | integer | optional                     |
                          | due    | boolean | optional                     |
                    """))
            .program();
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Templates.seedSchema(program).canonical());
    String at = "/seeds/0/data/";
    Map<String, List<String>> cases =
        Map.of(
            "{\"amount\":1.5,\"more\":[]}",
            List.of(),
            "{\"amount\":2,\"code\":\"abc\",\"count\":7,\"due\":false,\"kind\":\"car\",\"tags\":[\"x\"]}",
            List.of(),
            "{}",
            List.of(at + "amount seed topic:1: field \"amount\" is missing"),
            "{\"amount\":0}",
            List.of(at + "amount seed topic:1: field \"amount\" is 0 (expected: at least 1)"),
            "{\"amount\":1,\"code\":\"abcd\",\"kind\":\"boat\"}",
            List.of(at + "kind", at + "code"));
    cases.forEach((data, expected) -> {
      Seed seed = new Seed("topic:1", "text", (Json.Obj) Json.parse(data));
      List<String> found = problems(program, List.of(seed));
      assertEquals(expected.size(), found.size(), found::toString);
      for (int i = 0; i < found.size(); i++) {
        assertTrue(found.get(i).startsWith(expected.get(i)), found::toString);
      }
      String json = "[{\"id\":\"topic:1\",\"content\":\"text\",\"data\":" + data + "}]";
      assertEquals(expected.isEmpty(), schema.validate(json, InputFormat.JSON).isEmpty(), data);
    });
    assertEquals(
        List.of(at + "amount seed topic:1: field \"amount\" is missing"),
        problems(program, List.of(seed("topic:1"))));
    assertEquals(
        1, schema.validate("[{\"id\":\"topic:1\",\"content\":\"text\"}]", InputFormat.JSON).size());
  }

  @Test
  void whatIsMissingIsNamedWithWhatBelongsInIt() {
    assertEquals(
        List.of(
            "/seeds no seed with an id starting \"product:\" (expected: at least one: The product:"
                + " what it does, for whom, how it is priced, what sets it apart.)"),
        problems(List.of(seed("market:a"), seed("goal:b"))));
    assertEquals(2, problems(List.of()).size());
  }

  @Test
  void idsAreValidAndUnique() {
    String expected =
        "/seeds/2/id id: not valid (expected: a letter or digit, then letters, digits, . _ : and -,"
            + " at most 200 characters)";
    for (String id : List.of("", "a b", ":a", "é", "a/b", "x".repeat(201), "a\n")) {
      assertEquals(List.of(expected), problems(with(seed(id))), id);
    }
    assertEquals(
        List.of("/seeds/3/id id: \"goal:c\" as in /seeds/2 (expected: unique)"),
        problems(with(seed("goal:c"), seed("goal:c"))));
  }

  @Test
  void contentAndNumberAreBounded() {
    assertEquals(List.of(), problems(with(new Seed("goal:c", "x".repeat(262_142), null))));
    assertEquals(
        List.of("/seeds/2/content content and data: 262145 bytes (expected: at most 262144)"),
        problems(with(new Seed("goal:c", "x".repeat(262_143), null))));
    assertEquals(
        List.of("/seeds/2/data content and data: 262153 bytes (expected: at most 262144)"),
        problems(
            with(
                new Seed(
                    "goal:c", "", Json.object().put("a", "é".repeat(131_071) + "x").build()))));
    assertEquals(
        List.of("/seeds/2/content content: half a character (expected: whole Unicode)"),
        problems(with(new Seed("goal:c", "a\uD800", null))));
    List<Seed> many = with();
    for (int i = 0; i < SeedCheck.MAX_SEEDS - 1; i++) {
      many.add(seed("more:" + i));
    }
    assertEquals(List.of("/seeds 1001 seeds (expected: at most 1000)"), problems(many));
  }

  /// The schema that is published says the same as the check, as far as a schema can.
  @Test
  void theSchemaAgreesWithTheCheck() {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Templates.seedSchema(PROGRAM).canonical());
    List<List<Seed>> cases =
        List.of(
            with(),
            with(seed("goal:c")),
            with(seed("a b")),
            with(seed("x".repeat(201))),
            List.of(),
            List.of(seed("market:a")),
            List.of(seed("product:a"), seed("xmarket:b")));
    for (List<Seed> seeds : cases) {
      Json json =
          Json.array(
              seeds.stream()
                  .map(seed ->
                      Json.object().put("id", seed.id()).put("content", seed.content()).build())
                  .toList());
      assertEquals(
          problems(seeds).isEmpty(),
          schema.validate(json.canonical(), InputFormat.JSON).isEmpty(),
          json.canonical());
    }
    assertFalse(
        schema.validate("[{\"id\":\"market:a\",\"content\":1}]", InputFormat.JSON).isEmpty());
    assertTrue(
        Templates.seedSchema(PROGRAM)
            .canonical()
            .contains("\"id_prefix\":\"goal:\",\"required\":false"));
  }
}
