package dev.converge.llm.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.proposal.Citation;
import dev.converge.llm.model.CitedPage;
import dev.converge.llm.model.ModelAnswer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder with files of the kinds that people have.
class FolderSearchTest {
  @TempDir private Path folder = Path.of("");

  private FolderSearch search() {
    return FolderSearch.of(folder, InstantSource.fixed(Instant.EPOCH));
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static List<Citation> pages(FolderSearch search, String query) {
    ModelAnswer answer = search.search(query, Duration.ofSeconds(10));
    ModelAnswer.Answered answered = assertInstanceOf(ModelAnswer.Answered.class, answer);
    return answered.pages().stream().map(CitedPage::citation).toList();
  }

  @Test
  void textMarkdownAndHtmlAreSearchedByParagraph() throws Exception {
    write("a.txt", "Nothing here.\n\nHerons eat frogs.");
    write("deep/b.MD", "# Herons\n\nThey stand still.");
    write(
        "c.html",
        "<html><head><title>Birds &amp; water</title><style>heron{}</style></head><body><h1>On"
            + " ponds</h1><p>A <b>her</b>on\nnests&nbsp;high, 3 < 4 &euro;.<!-- heron comment --><p>Frogs"
            + " hide.<script>var heron;</script></body>");
    List<Citation> found = pages(search(), "heron herons");
    assertEquals(
        List.of("file:a.txt#2", "file:c.html#2", "file:deep/b.MD#1"),
        found.stream().map(Citation::source).sorted().toList());
    Citation page =
        found.stream().filter(one -> one.source().startsWith("file:c")).findFirst().orElseThrow();
    assertEquals("Birds & water", page.title());
    assertEquals("A heron nests high, 3 < 4 €.", page.passage());
  }

  @Test
  void pagesThatAreBrokenAreReadToTheirEnd() {
    for (String html :
        List.of(
            "<",
            "<p",
            "a <b",
            "<!-- never closed",
            "<script>",
            "<title>x",
            "&",
            "&#",
            "&#x;",
            "&#99999999999;",
            "&#0;",
            "</",
            "<>",
            "a&b;c")) {
      PlainText.of(html);
    }
    assertEquals("a < b && c", PlainText.of("a < b && c").text());
  }

  @Test
  void whatIsLeftOutIsSaidAndKeepsNothingElseFromBeingFound() throws Exception {
    write("good.txt", "Herons eat frogs.");
    write("picture.png", "heron");
    Files.write(folder.resolve("latin.txt"), "Größe heron".getBytes(StandardCharsets.ISO_8859_1));
    Files.createSymbolicLink(folder.resolve("gone.txt"), folder.resolve("nowhere.txt"));
    try (RandomAccessFile big = new RandomAccessFile(folder.resolve("big.md").toFile(), "rw")) {
      big.setLength(FolderDocuments.MAX_FILE_BYTES + 1);
    }
    assertEquals(1, pages(search(), "herons").size());
    String words = search().words();
    assertTrue(words.contains("2 files, 2 left out: big.md: 4 MB (at most 4 MB)"), words);
    assertTrue(words.contains("picture.png: no kind of text"), words);
  }

  @Test
  void aFileThatChangesIsReadAgain() throws Exception {
    write("a.txt", "Herons eat frogs.");
    FolderSearch search = search();
    assertEquals(1, pages(search, "frogs").size());
    write("a.txt", "Herons eat fish and nothing else.");
    write("b.txt", "Storks eat fish.");
    assertEquals(List.of(), pages(search, "frogs"));
    assertEquals(2, pages(search, "fish").size());
  }

  @Test
  void aQueryOfManyWordsIsSearchedForTheFirstOfThem() throws Exception {
    write("a.txt", "Herons eat frogs.");
    StringBuilder query = new StringBuilder("herons");
    for (int i = 0; i < 3 * FolderSearch.MAX_WORDS * 10; i++) {
      query.append(" w").append(i);
    }
    assertEquals(1, pages(search(), query.toString()).size());
    assertFalse(pages(search(), "herons herons").isEmpty());
  }
}
