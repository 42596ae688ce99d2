package dev.converge.domain.patent.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.patent.search.PatentDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Small made-up records in the forms that bulk files had over the years.
class BulkFilesTest {
  private static List<PatentDocument> read(String name) throws IOException {
    List<PatentDocument> all = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(BulkFilesTest.class.getResourceAsStream("/patents/" + name), name)) {
      Records records =
          IndexFormat.USPTO.records(new InputStreamReader(in, StandardCharsets.UTF_8), name);
      for (Optional<String> one = records.next(); one.isPresent(); one = records.next()) {
        String record = one.get();
        Optional<PatentDocument> document =
            record.startsWith("<") ? UsptoRecord.read(record) : UsptoText.read(record);
        document.ifPresent(all::add);
      }
    }
    return all;
  }

  @Test
  void aGrantOf2001InSgmlWhoseEmptyTagsNobodyCloses() throws IOException {
    PatentDocument one = read("grant-2001.sgm").getFirst();
    assertEquals("US9900001", one.id());
    assertEquals("Kettle with a lid that whistles", one.title());
    assertEquals(LocalDate.of(2001, 1, 2), one.published());
    assertEquals(LocalDate.of(1998, 4, 1), one.priority());
    assertEquals(List.of("A47J27/21", "A47J27/00"), one.cpc());
    assertEquals("Made-up Kettles & Sons", one.assignee());
    assertEquals(List.of("Ada Example"), one.inventors());
    assertEquals(
        "A kettle has a lid with a reed. Steam at 100° makes the reed sound.", one.summary());
    assertEquals(
        List.of(
            "1. A kettle, comprising a lid and a reed in the lid.",
            "2. The kettle of claim 1, wherein the reed is of brass."),
        one.claims());
    assertEquals(
        List.of("The reed is of brass and is held in a slot.", "The handle is of cork."),
        one.details().description());
    assertEquals(List.of("US1234567", "US2345678"), one.details().citations());
  }

  @Test
  void anApplicationOf2001IsRead() throws IOException {
    PatentDocument one = read("application-2001.xml").getFirst();
    assertEquals("US20010900002", one.id());
    assertEquals("Hive whose frames weigh themselves", one.title());
    assertEquals("1 A beehive has a scale under each frame.", one.summary());
    assertEquals(List.of("A01K47/02"), one.cpc());
    assertEquals(List.of("Bo Sample"), one.inventors());
    assertEquals(List.of("1. A beehive comprising a frame and a scale."), one.claims());
    assertTrue(one.details().description().getFirst().endsWith("honey by radio."));
  }

  @Test
  void grantsOf2004InOneFileAndNestedClaims() throws IOException {
    List<PatentDocument> all = read("grant-2004.xml");
    assertEquals(List.of("US9900003", "USD900004"), all.stream().map(PatentDocument::id).toList());
    PatentDocument one = all.getFirst();
    assertEquals(List.of("G06F15/00", "G06F17/21"), one.cpc());
    assertEquals(
        List.of("1. A chess clock, comprising: a display; and a processor."), one.claims());
    assertEquals(LocalDate.of(2000, 4, 10), one.priority());
    assertEquals(List.of("Cleo Croy"), one.inventors());
    assertEquals("Made-up Clocks", one.assignee());
  }

  @Test
  void aGrantOf2014HasItsOwnClassesAndNoFormulas() throws IOException {
    PatentDocument one = read("grant-2014.xml").getFirst();
    assertEquals(List.of("A01B69/008"), one.cpc());
    assertEquals(List.of("Dag Dahl"), one.inventors());
    assertEquals(List.of("The sensor draws air through a furrow."), one.details().description());
    assertEquals(List.of("US9900003"), one.details().citations());
  }

  @Test
  void anApplicationIsOfTheFamilyOfItsGrant() throws IOException {
    PatentDocument application = read("application-2004.xml").getFirst();
    assertEquals(LocalDate.of(2001, 10, 26), application.priority());
    assertEquals(
        read("grant-2004.xml").getFirst().details().family(), application.details().family());
  }

  @Test
  void aGrantOf1976InLettersAndLines() throws IOException {
    List<PatentDocument> all = read("grant-1976.txt");
    assertEquals(2, all.size());
    PatentDocument one = all.getFirst();
    assertEquals("US3990007", one.id());
    assertEquals("Sledge with a brake of felt", one.title());
    assertEquals(LocalDate.of(1976, 1, 6), one.published());
    assertEquals(LocalDate.of(1973, 1, 5), one.priority());
    assertEquals(List.of("Eva Example"), one.inventors());
    assertEquals(List.of("B62B13/06"), one.cpc());
    assertEquals("A sledge is slowed by a strip of felt under its runner.", one.summary());
    assertEquals(
        List.of("1. A sledge comprising a runner and a strip of felt under the runner."),
        one.claims());
    assertEquals(List.of("US1111111"), one.details().citations());
  }

  @Test
  void aRecordCanNeitherOpenAFileNorGrowBeyondItsText() throws IOException {
    String record =
        """
        <!DOCTYPE us-patent-grant [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;&x;">]>
        <us-patent-grant><publication-reference><country>US</country><doc-number>1</doc-number>
        <date>20200101</date></publication-reference><invention-title>A &x; B &y; &#0; &#x41;</invention-title>
        </us-patent-grant>
        """;
    Records records = IndexFormat.USPTO.records(new StringReader(record), "x.xml");
    PatentDocument one = UsptoRecord.read(records.next().orElseThrow()).orElseThrow();
    assertEquals("A B A", one.title());
  }

  @Test
  void aRecordThatIsBrokenOffIsReadAsFarAsItGoes() throws IOException {
    Records records =
        IndexFormat.USPTO.records(
            new StringReader("<PATDOC><B110><DNUM><PDAT>5</PDAT>\n<B540>Cut"), "x.sgm");
    assertEquals(Optional.empty(), UsptoRecord.read(records.next().orElseThrow()));
    assertEquals(Optional.empty(), records.next());
  }
}
