package dev.converge.domain.patent.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.patent.search.PatentHit;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.engine.error.ConvergeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatentIndexTest {
  private static final List<String> NAMES =
      List.of(
          "grant-1976.txt",
          "grant-2001.sgm",
          "application-2001.xml",
          "grant-2004.xml",
          "application-2004.xml",
          "grant-2014.xml");

  @TempDir private Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            PatentIndexTest.class.getResourceAsStream("/patents/" + name), name)) {
      return in.readAllBytes();
    }
  }

  /// A folder with files as they are, one compressed, one in an archive.
  private Path bulk() throws IOException {
    Path bulk = Files.createDirectories(folder.resolve("bulk"));
    for (String name : NAMES.subList(0, 4)) {
      Files.write(bulk.resolve(name), resource(name));
    }
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(bulk.resolve("application-2004.xml.gz")))) {
      out.write(resource("application-2004.xml"));
    }
    try (ZipOutputStream out =
        new ZipOutputStream(Files.newOutputStream(bulk.resolve("ipg150106.zip")))) {
      out.putNextEntry(new ZipEntry("ipg150106.xml"));
      out.write(resource("grant-2014.xml"));
      out.closeEntry();
      out.putNextEntry(new ZipEntry("readme.pdf"));
      out.closeEntry();
    }
    return bulk;
  }

  private IndexProgress build(IndexFormat format, Path from) throws InterruptedException {
    return new IndexBuilder(format, true, _ -> {}).build(from, folder.resolve("index"));
  }

  private static PatentQuery query(@Nullable LocalDate before, String... words) {
    List<PatentQuery.Group> groups = new ArrayList<>();
    for (String word : words) {
      groups.add(new PatentQuery.Group(5, List.of(word)));
    }
    return new PatentQuery(groups, 1, List.of(), List.of(), before, 5);
  }

  private static List<String> ids(List<PatentHit> hits) {
    return hits.stream().map(hit -> hit.document().id()).toList();
  }

  @Test
  void everyGenerationIsFoundByWhatItsDescriptionSays() throws Exception {
    assertEquals(8, build(IndexFormat.USPTO, bulk()).documents());
    IndexedPatents index = IndexedPatents.open(folder.resolve("index"));
    assertEquals("8 patents, 1976 to 2015, in English", index.collection().words());
    assertEquals("US3990007", ids(index.search(query(null, "birch"))).getFirst());
    assertEquals("US9900001", ids(index.search(query(null, "brass", "reed"))).getFirst());
    assertEquals("US20010900002", ids(index.search(query(null, "honey"))).getFirst());
    List<PatentHit> furrow = index.search(query(null, "furrow"));
    assertEquals(List.of("US9900005"), ids(furrow));
    assertEquals(
        "description, paragraph 1: The sensor draws air through a furrow.",
        furrow.getFirst().passages().getLast().line());
    assertEquals(List.of(), index.search(query(LocalDate.of(2015, 1, 6), "furrow")));
    assertEquals(1, index.having(query(null, "furrow").groups()).get("furrow"));
  }

  @Test
  void citationsAndFamiliesLeadFromOneDocumentToAnother() throws Exception {
    build(IndexFormat.USPTO, bulk());
    IndexedPatents index = IndexedPatents.open(folder.resolve("index"));
    PatentHit clock = index.search(query(null, "chess")).getFirst();
    PatentQuery any = query(null, "chess", "plough");
    PatentHit plough = index.search(query(null, "plough")).getFirst();
    assertTrue(ids(index.related(List.of(plough.document()), any)).contains("US9900003"));
    List<String> near = ids(index.related(List.of(clock.document()), any));
    assertTrue(near.contains("US9900005") || near.contains("US9900003"), near::toString);
    PatentQuery early = query(LocalDate.of(2005, 1, 7), "chess");
    assertFalse(ids(index.related(List.of(clock.document()), early)).contains("US9900005"));
  }

  @Test
  void aSecondBuildReadsOnlyWhatIsNewAndABrokenOneContinues() throws Exception {
    Path lines = folder.resolve("lines.jsonl");
    new GeneratedPatents(7, "lamp kettle chess").write(lines, 700);
    List<Long> seen = new ArrayList<>();
    IndexBuilder broken =
        new IndexBuilder(
            IndexFormat.JSONL,
            true,
            progress -> {
              seen.add(progress.documents());
              if (seen.size() == 2) {
                throw new IllegalStateException("power is out");
              }
            });
    Path index = folder.resolve("index");
    assertThrows(IllegalStateException.class, () -> broken.build(lines, index));
    assertEquals(700, build(IndexFormat.JSONL, lines).documents());
    String version = IndexedPatents.open(index).version();
    List<String> read = new ArrayList<>();
    new IndexBuilder(IndexFormat.JSONL, true, progress -> read.add(progress.file()))
        .build(lines, index);
    assertEquals(List.of(), read);
    assertEquals(version, IndexedPatents.open(index).version());
    assertEquals(700, IndexedPatents.open(index).collection().documents());
  }

  @Test
  void filesOfOneRecordEachAreCommittedAgainAndAgainToo() throws Exception {
    Path lines = folder.resolve("lines.jsonl");
    new GeneratedPatents(7, "lamp kettle chess").write(lines, 800);
    Path each = Files.createDirectories(folder.resolve("each"));
    List<String> records = Files.readAllLines(lines);
    for (int i = 0; i < records.size(); i++) {
      Files.writeString(each.resolve("%04d.jsonl".formatted(i)), records.get(i));
    }
    IndexBuilder broken =
        new IndexBuilder(
            IndexFormat.JSONL,
            true,
            progress -> {
              if (progress.documents() >= 2 * IndexBatch.RECORDS) {
                throw new IllegalStateException("power is out");
              }
            },
            IndexBatch.RECORDS);
    Path index = folder.resolve("index");
    assertThrows(IllegalStateException.class, () -> broken.build(each, index));
    List<String> read = new ArrayList<>();
    new IndexBuilder(IndexFormat.JSONL, true, progress -> read.add(progress.file()))
        .build(each, index);
    assertTrue(read.size() < 800 - IndexBatch.RECORDS, () -> read.size() + " files read again");
    assertEquals(800, IndexedPatents.open(index).collection().documents());
  }

  @Test
  void whatIsNotAPatentIsNamedAndLeftOut() throws Exception {
    Path lines = folder.resolve("lines.jsonl");
    Files.writeString(
        lines,
        """
        {"id":"X1","title":"Lamp","publication_date":"2001-02-03","family":"F","citations":["X2"],"language":"en","description":"One.\\nTwo."}
        {"id":"X2","publication_date":"2001-02-03"}
        nonsense
        """);
    IndexBuilder builder = new IndexBuilder(IndexFormat.JSONL, true, _ -> {});
    IndexProgress end = builder.build(lines, folder.resolve("index"));
    assertEquals(1, end.documents());
    assertEquals(2, end.left());
    assertTrue(builder.problems().contains("lines.jsonl: record 2: no title (expected: a string)"));
  }

  @Test
  void recordsOfTheLensAreRead() throws Exception {
    Path lines = folder.resolve("lens.jsonl");
    Files.writeString(
        lines,
        """
        {"lens_id":"1-2","jurisdiction":"EP","doc_number":"1234567","kind":"A1","date_published":"1999-01-02","lang":"de","biblio":{"invention_title":[{"text":"Kessel","lang":"de"}]},"abstract":[{"text":"Ein Kessel mit einer Pfeife.","lang":"de"}],"claims":[],"description":{"text":"Die Pfeife ist aus Messing."}}
        """);
    assertEquals(1, build(IndexFormat.LENS, lines).documents());
    IndexedPatents index = IndexedPatents.open(folder.resolve("index"));
    assertEquals("1 patent, 1999 to 1999, in German", index.collection().words());
    assertEquals("EP1234567A1", ids(index.search(query(null, "Messing"))).getFirst());
  }

  @Test
  void whatCannotBeReadOrBuiltIsSaidInOneLine() throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertTrue(refused(() -> build(IndexFormat.USPTO, empty)).contains("has no files to read"));
    assertTrue(refused(() -> IndexedPatents.open(empty)).contains("(expected: build it again)"));
    assertFalse(IndexedPatents.at(empty));
    build(IndexFormat.USPTO, bulk());
    assertTrue(IndexedPatents.at(folder.resolve("index")));
    IndexBuilder bare = new IndexBuilder(IndexFormat.USPTO, false, _ -> {});
    assertTrue(
        refused(() -> bare.build(folder.resolve("bulk"), folder.resolve("index")))
            .contains("is of another kind"));
  }

  private interface Action {
    void run() throws Exception;
  }

  private static String refused(Action action) {
    return String.valueOf(assertThrows(ConvergeException.class, action::run).getMessage());
  }
}
