package dev.converge.domain.patent.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.patent.Passage;
import dev.converge.engine.error.ConvergeException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Patents of one's own, and which sources there are.
final class PatentCorpusTest {
  private static final String GOOD =
      "{\"id\":\"US1\",\"title\":\"Kettle\",\"publication_date\":\"1999-01-02\"}";

  private static PatentCorpus read(String text) {
    return PatentCorpus.read("my.jsonl", text.getBytes(StandardCharsets.UTF_8));
  }

  private static String problems(String text) {
    return String.valueOf(
        assertThrows(ConvergeException.class, () -> read(text).documents()).getMessage());
  }

  @Test
  void everyMemberIsRead() {
    PatentDocument one =
        read("\uFEFF"
                + "{\"id\":\"EP7A1\",\"title\":\"Kettle\",\"abstract\":\"It boils.\","
                + "\"claims\":[\"1. A kettle.\"],\"cpc\":[\"A47J27/21\"],"
                + "\"publication_date\":\"1999-01-02\",\"priority_date\":null,"
                + "\"assignee\":\"Kettles Ltd\",\"inventors\":[\"Ada\"],"
                + "\"url\":\"https://example.org/EP7A1\",\"ours\":{\"note\":1}}\r\n\r\n")
            .documents()
            .getFirst();
    assertEquals("EP7A1", one.id());
    assertEquals(
        List.of("title", "abstract", "claim 1"),
        one.passages().stream().map(Passage::where).toList());
    assertEquals(List.of("A47J27/21"), one.cpc());
    assertEquals("Kettles Ltd", one.assignee());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|no id (expected: a string)",
        "[]|no object (expected: a patent)",
        "{\"id\":7}|id: a number (expected: a string)",
        "{\"id\":\"A\"}|no title (expected: a string)",
        "{\"id\":\"A\",\"title\":\" \"}|no title (expected: a string)",
        "{\"id\":\"A\",\"title\":\"T\"}|no publication_date (expected: a string)",
        "{\"id\":\"A\",\"title\":\"T\",\"publication_date\":\"02.01.1999\"}|publication_date: \"02.01.1999\" (expected: YYYY-MM-DD)",
        "{\"id\":\"A\",\"title\":\"T\",\"publication_date\":\"1999-02-30\"}|publication_date: \"1999-02-30\" (expected: YYYY-MM-DD)",
        "{\"id\":\"A\",\"title\":\"T\",\"publication_date\":\"1999-02-03\",\"claims\":\"1. A\"}|claims: a string (expected: a list of strings)",
        "{\"id\":\"A\",\"title\":\"T\",\"publication_date\":\"1999-02-03\",\"cpc\":[\"A\",1]}|cpc[1]: a number (expected: a string)",
        "{\"id\":\"A\",\"title\":\"T\",\"publication_date\":\"1999-02-03\",\"abstract\":{}}|abstract: an object (expected: a string)",
        "{\"id\":\"A\",\"title\":\"T\",\"publication_date\":\"1999-02-03\",\"url\":\"file:///etc/passwd\"}|url: \"file:///etc/passwd\" (expected: http:// or https://, without a user)",
        "{\"id\":\"A\",\"title\":\"T\",\"publication_date\":\"1999-02-03\",\"url\":\"https://me:pw@x.org\"}|(expected: http:// or https://, without a user)",
      })
  void aBadLineIsNamedWithItsNumberAndWhatIsWrong(String line, String expected) {
    String problems = problems(GOOD + "\n\n" + line + "\n");
    assertTrue(problems.startsWith("patents: my.jsonl:3: "), problems);
    assertTrue(problems.contains(expected), problems);
  }

  @Test
  void allBadLinesAreToldAtOnceUpToABound() {
    String problems = problems("{}\n" + GOOD + "\n[]\n{\"id\":\n" + GOOD + "\n");
    for (String at :
        List.of("my.jsonl:1: ", "my.jsonl:3: ", "my.jsonl:4: ", "my.jsonl:5: id US1")) {
      assertTrue(problems.contains(at), problems);
    }
    assertTrue(problems.contains("first at my.jsonl:2"), problems);
    String many = problems("{}\n".repeat(500));
    assertEquals(PatentLines.MAX_PROBLEMS + 1, many.lines().count(), many);
  }

  @Test
  void whatIsNotUtf8IsNamedWithItsLine() {
    byte[] bytes = (GOOD + "\n{\"id\":\"\u00e4\"}").getBytes(StandardCharsets.ISO_8859_1);
    ConvergeException e =
        assertThrows(ConvergeException.class, () -> PatentCorpus.read("my.jsonl", bytes));
    assertTrue(String.valueOf(e.getMessage()).contains("my.jsonl:2: not UTF-8"), e.getMessage());
  }

  @Test
  void onesOwnStandBesideThoseThatShipAndWinByNumber(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("b.jsonl"), GOOD + "\n");
    Files.writeString(
        folder.resolve("a.jsonl"),
        "{\"id\":\"US174465\",\"title\":\"Our telegraph\",\"publication_date\":\"1876-03-07\"}\n");
    Files.writeString(folder.resolve("notes.txt"), "not a patent");
    LocalPatents patents = LocalPatents.beside(folder);
    PatentQuery kettle =
        new PatentQuery(
            List.of(
                new PatentQuery.Group(1, List.of("kettle")),
                new PatentQuery.Group(1, List.of("telegraph"))),
            1,
            List.of(),
            List.of(),
            null,
            50);
    List<String> titles =
        patents.search(kettle).stream().map(hit -> hit.document().title()).toList();
    assertTrue(titles.contains("Kettle") && titles.contains("Our telegraph"), titles::toString);
    assertFalse(titles.contains("Improvement in telegraphy"), titles::toString);
    assertTrue(titles.size() > 2, titles::toString);
    List<PatentHit> again = patents.search(kettle);
    for (int i = 0; i < again.size(); i++) {
      assertEquals(i + 1, again.get(i).position());
    }
  }

  @Test
  void theVersionFollowsTheContentAndNotTheName(@TempDir Path folder) throws Exception {
    Path one = Files.writeString(folder.resolve("one.jsonl"), GOOD);
    Path two = Files.writeString(folder.resolve("two.jsonl"), GOOD);
    Path other = Files.writeString(folder.resolve("other.jsonl"), GOOD.replace("Kettle", "Pot"));
    assertEquals(LocalPatents.beside(one).version(), LocalPatents.beside(two).version());
    assertNotEquals(LocalPatents.beside(one).version(), LocalPatents.beside(other).version());
  }

  private static PatentSources sources(Map<String, URI> addresses, Map<String, String> keys) {
    return new PatentSources(
        null,
        addresses,
        name -> Optional.ofNullable(keys.get(name)),
        new PatentTiming(() -> Instant.EPOCH, _ -> {}, new Random(1)));
  }

  private static String refused(PatentSources sources, String... names) {
    return String.valueOf(
        assertThrows(ConvergeException.class, () -> sources.named(List.of(names))).getMessage());
  }

  @Test
  void sourcesAreMadeByNameWithTheirKeys() {
    Map<String, String> keys =
        Map.of(
            "USPTO_API_KEY", "k", "EPO_OPS_KEY", "k", "EPO_OPS_SECRET", "s", "LENS_API_TOKEN", "t");
    List<PatentSource> all = sources(Map.of(), keys).named(PatentSources.NAMES);
    assertEquals(PatentSources.NAMES, all.stream().map(PatentSource::name).toList());
    assertEquals(List.of(false, true, true, true), all.stream().map(PatentSource::remote).toList());
  }

  @Test
  void aKeyThatIsMissingANameThatIsUnknownOrTwiceIsSaid() {
    PatentSources bare = sources(Map.of(), Map.of("EPO_OPS_KEY", "k", "LENS_API_TOKEN", " "));
    assertTrue(refused(bare, "uspto").contains("USPTO_API_KEY is not set (expected: its key)"));
    assertTrue(refused(bare, "local", "epo").contains("EPO_OPS_SECRET is not set"));
    assertTrue(refused(bare, "lens").contains("LENS_API_TOKEN is not set"));
    assertTrue(refused(bare, "google").contains("(expected: one of local, uspto, epo, lens)"));
    assertTrue(refused(bare, "local", "local").contains("twice"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.uspto.gov",
        "http://169.254.169.254/latest",
        "http://[::ffff:a9fe:a9fe]/",
        "http://0x7f.1/",
        "http://localhost./",
        "https://user:pw@api.uspto.gov",
        "https://api.uspto.gov?to=x",
        "https://api.uspto.gov/#x",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "https:///x",
        "api.uspto.gov"
      })
  // I08
  void onlyHttpsOrThisMachineIsAskedAndNoUserIsTakenAlong(String address) {
    PatentSources sources =
        sources(Map.of("uspto", URI.create(address)), Map.of("USPTO_API_KEY", "k"));
    String message = refused(sources, "uspto");
    assertTrue(
        message.contains("(expected: https://host/path, or http:// on this machine"), message);
    assertFalse(message.contains("pw"), message);
  }
}
