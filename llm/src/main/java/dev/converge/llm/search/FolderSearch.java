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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
import org.jspecify.annotations.Nullable;

/// A folder of texts that is searched in place of the web: nothing leaves the machine. Paragraphs
/// of its files are indexed in memory when it is first searched, and anew when a file has changed.
final class FolderSearch implements WebSearch {
  /// Maximum number of words of a query that are searched for.
  static final int MAX_WORDS = 256;

  /// Files left out that are named.
  private static final int NAMED = 3;

  private static final String TEXT = "text";
  private static final String SOURCE = "source";
  private static final String TITLE = "title";
  private static final String TIME = "time";

  private final Path folder;
  private final InstantSource clock;
  private final Analyzer analyzer = new StandardAnalyzer();
  private @Nullable Made index;

  /// An index and the files that it was made of.
  private record Made(List<FolderDocuments.Found> files, IndexSearcher searcher) {}

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
  public String words() {
    try {
      FolderDocuments found = FolderDocuments.in(folder);
      List<String> out = found.leftOut();
      String named = String.join("; ", out.subList(0, Math.min(NAMED, out.size())));
      return "folder %s, %d files%s"
          .formatted(
              folder,
              found.files().size(),
              out.isEmpty()
                  ? ""
                  : ", " + out.size() + " left out: " + named + (out.size() > NAMED ? "; …" : ""));
    } catch (IOException e) {
      return "folder " + folder + ", which cannot be read: " + e.getMessage();
    }
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
    } catch (IOException e) {
      return new ModelAnswer.Unavailable(
          ModelAnswer.Cause.OVERLOADED,
          "folder: " + e.getMessage(),
          null,
          CallMetadata.unused(Duration.between(start, clock.instant())));
    }
  }

  private List<CitedPage> found(String query) throws IOException {
    Set<String> sought = new LinkedHashSet<>();
    try (TokenStream tokens = analyzer.tokenStream(TEXT, query)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken() && sought.size() < MAX_WORDS) {
        sought.add(term.toString());
      }
      tokens.end();
    }
    BooleanQuery.Builder words = new BooleanQuery.Builder();
    sought.forEach(
        word -> words.add(new TermQuery(new Term(TEXT, word)), BooleanClause.Occur.SHOULD));
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

  /// The index of the files as they are now. One that could not be made to its end is none.
  private synchronized IndexSearcher index() throws IOException {
    List<FolderDocuments.Found> files = FolderDocuments.in(folder).files();
    Made known = index;
    if (known != null && known.files().equals(files)) {
      return known.searcher();
    }
    ByteBuffersDirectory memory = new ByteBuffersDirectory();
    try (IndexWriter writer = new IndexWriter(memory, new IndexWriterConfig(analyzer))) {
      for (FolderDocuments.Found file : files) {
        add(writer, file);
      }
      writer.forceMerge(1);
    }
    Made made = new Made(files, new IndexSearcher(DirectoryReader.open(memory)));
    index = made;
    return made.searcher();
  }

  private void add(IndexWriter writer, FolderDocuments.Found file) throws IOException {
    FolderDocuments.Told told = FolderDocuments.told(file.path());
    String time = file.changed().toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
    String source = "file:" + folder.relativize(file.path()).toString().replace('\\', '/');
    int number = 0;
    for (String paragraph : told.paragraphs()) {
      number++;
      Document fields = new Document();
      fields.add(new TextField(TEXT, paragraph, Field.Store.YES));
      fields.add(new StoredField(SOURCE, source + "#" + number));
      fields.add(new StoredField(TITLE, told.title()));
      fields.add(new StoredField(TIME, time));
      writer.addDocument(fields);
    }
  }
}
