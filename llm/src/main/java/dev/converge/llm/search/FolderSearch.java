package dev.converge.llm.search;

import dev.converge.core.proposal.Citation;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.llm.model.CallMetadata;
import dev.converge.llm.model.CitedPage;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.TokenUsage;
import dev.converge.llm.model.WebSearch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/// A folder of texts that is searched in place of the web: nothing leaves the machine. Paragraphs
/// of `.txt` and `.md` files are indexed when the folder is first searched.
final class FolderSearch implements WebSearch {
  /// Files that are read at most.
  static final int MAX_FILES = 10_000;

  /// Bytes of one file that is read at most.
  static final long MAX_FILE_BYTES = 4 * 1024 * 1024;

  /// Bytes of all files at most.
  static final long MAX_BYTES = 64 * 1024 * 1024;

  /// Characters of a paragraph; a longer one is cut into several.
  static final int MAX_PARAGRAPH = 2_000;

  private static final int MAX_DEPTH = 10;
  private static final String TEXT = "text";
  private static final String SOURCE = "source";
  private static final String TITLE = "title";
  private static final String TIME = "time";

  private final Path folder;
  private final InstantSource clock;
  private final Analyzer analyzer = new StandardAnalyzer();
  private volatile @org.jspecify.annotations.Nullable IndexSearcher index;

  private FolderSearch(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  static FolderSearch of(Path folder, InstantSource clock) {
    if (!Files.isDirectory(folder)) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          Searches.FOLDER + ": " + folder + " is not a folder (expected: a folder of texts)");
    }
    return new FolderSearch(folder, clock);
  }

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public boolean local() {
    return true;
  }

  @Override
  public long costMicros() {
    return 0;
  }

  @Override
  public ModelAnswer search(String query, Duration within) {
    Instant start = clock.instant();
    try {
      List<CitedPage> pages = found(query);
      CallMetadata metadata =
          new CallMetadata(
              new TokenUsage(0, 0, false, 0, 0, 0, 1),
              null,
              Duration.between(start, clock.instant()),
              null);
      return new ModelAnswer.Answered(pages.size() + " pages", pages, metadata);
    } catch (IOException | UncheckedIOException e) {
      return new ModelAnswer.Unavailable(
          ModelAnswer.Cause.OVERLOADED,
          "folder: " + e.getMessage(),
          null,
          CallMetadata.unused(Duration.between(start, clock.instant())));
    }
  }

  private List<CitedPage> found(String query) throws IOException {
    BooleanQuery.Builder words = new BooleanQuery.Builder();
    try (TokenStream tokens = analyzer.tokenStream(TEXT, query)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        words.add(new TermQuery(new Term(TEXT, term.toString())), BooleanClause.Occur.SHOULD);
      }
      tokens.end();
    }
    IndexSearcher searcher = index();
    List<CitedPage> pages = new ArrayList<>();
    for (ScoreDoc hit : searcher.search(words.build(), SearchForm.PAGES).scoreDocs) {
      Document paragraph = searcher.storedFields().document(hit.doc);
      pages.add(
          new CitedPage(
              new Citation(
                  paragraph.get(SOURCE),
                  paragraph.get(TITLE),
                  paragraph.get(TEXT),
                  paragraph.get(TIME)),
              pages.size() + 1,
              List.of()));
    }
    return pages;
  }

  private synchronized IndexSearcher index() throws IOException {
    IndexSearcher known = index;
    if (known != null) {
      return known;
    }
    ByteBuffersDirectory memory = new ByteBuffersDirectory();
    try (IndexWriter writer = new IndexWriter(memory, new IndexWriterConfig(analyzer))) {
      long bytes = 0;
      for (Path file : files()) {
        bytes += Files.size(file);
        if (bytes > MAX_BYTES) {
          break;
        }
        add(writer, file);
      }
      writer.forceMerge(1);
    }
    IndexSearcher made = new IndexSearcher(DirectoryReader.open(memory));
    index = made;
    return made;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder, MAX_DEPTH)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().matches("(?i).*\\.(?:txt|md)"))
          .filter(FolderSearch::smallEnough)
          .sorted()
          .limit(MAX_FILES)
          .toList();
    }
  }

  private static boolean smallEnough(Path file) {
    try {
      return Files.size(file) <= MAX_FILE_BYTES;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A file that is not UTF-8 is left out.
  private void add(IndexWriter writer, Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException _) {
      return;
    }
    String time =
        Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
    String source = "file:" + folder.relativize(file).toString().replace('\\', '/');
    int number = 0;
    for (String paragraph : paragraphs(text)) {
      number++;
      Document fields = new Document();
      fields.add(new TextField(TEXT, paragraph, Field.Store.YES));
      fields.add(new StoredField(SOURCE, source + "#" + number));
      fields.add(new StoredField(TITLE, String.valueOf(file.getFileName())));
      fields.add(new StoredField(TIME, time));
      writer.addDocument(fields);
    }
  }

  private static List<String> paragraphs(String text) {
    List<String> paragraphs = new ArrayList<>();
    for (String paragraph : text.split("\\R\\s*\\R", -1)) {
      String rest = paragraph.strip();
      while (!rest.isEmpty()) {
        String part = rest.substring(0, Math.min(rest.length(), MAX_PARAGRAPH));
        paragraphs.add(part);
        rest = rest.substring(part.length()).strip();
      }
    }
    return paragraphs;
  }
}
