package dev.converge.domain.patent.index;

import dev.converge.core.json.Digest;
import dev.converge.domain.patent.search.PatentDocument;
import dev.converge.domain.patent.search.PatentLucene;
import dev.converge.domain.patent.search.PatentRecord;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;

/// Builds an index on disk from files of patents. Memory stays bounded, whatever the files hold.
/// What was read is committed again and again, with how far each file was read, so that a build
/// which was broken off goes on from there; a document that comes again replaces itself.
public final class IndexBuilder {
  /// What this version builds and reads.
  static final String FORMAT = "converge-patents-1";

  static final String FORMAT_KEY = "format";
  static final String DIGEST_KEY = "digest";

  /// Documents after which what was read is committed.
  static final int COMMIT_AFTER = 20_000;

  /// Maximum number of skipped records that are reported as not being patents.
  static final int MAX_PROBLEMS = 20;

  private static final double BUFFER_MB = 64;
  private static final int DIGEST = 12;
  private static final String WHOLE = "whole";
  private static final String READ = "file:";

  private final IndexFormat format;
  private final boolean descriptions;
  private final Consumer<IndexProgress> listener;
  private final int commitAfter;
  private final TreeMap<String, String> done = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private long documents;
  private long left;
  private long since;

  /// @param format of the files
  /// @param descriptions whether descriptions are indexed too
  /// @param listener is told how far it is, after each batch
  public IndexBuilder(IndexFormat format, boolean descriptions, Consumer<IndexProgress> listener) {
    this(format, descriptions, listener, COMMIT_AFTER);
  }

  /// @param commitAfter documents after which what was read is committed
  IndexBuilder(
      IndexFormat format, boolean descriptions, Consumer<IndexProgress> listener, int commitAfter) {
    this.format = format;
    this.descriptions = descriptions;
    this.listener = listener;
    this.commitAfter = commitAfter;
  }

  /// Reads the files of a folder, or one file, into an index; goes on where an earlier build of it
  /// was broken off.
  ///
  /// @throws ConvergeException with `INVALID` if there is nothing to read, or the index is of
  ///   another kind or being built
  /// @throws InterruptedException if interrupted; what was committed stays
  public IndexProgress build(Path source, Path index) throws InterruptedException {
    List<SourceFile> files = SourceFile.in(source, format);
    IndexWriterConfig config =
        PatentLucene.writing().setCommitOnClose(false).setRAMBufferSizeMB(BUFFER_MB);
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
    try (FSDirectory directory = FSDirectory.open(index);
        IndexWriter writer = new IndexWriter(directory, config);
        ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      resume(writer, index);
      commit(writer);
      Build build = new Build(writer, workers, threads, files.size());
      for (int i = 0; i < files.size(); i++) {
        build.read(files.get(i), i + 1);
      }
      build.end();
      commit(writer);
      return new IndexProgress(documents, left, "", files.size(), files.size());
    } catch (LockObtainFailedException e) {
      throw new ConvergeException(
          ErrorCode.INVALID, "patents: index " + index + " is being built (expected: wait)", e);
    } catch (IOException e) {
      throw new ConvergeException(ErrorCode.INVALID, "patents: " + e.getMessage(), e);
    }
  }

  /// Records that were left out because they are no patents: file, number and reason.
  public List<String> problems() {
    return List.copyOf(problems);
  }

  private void resume(IndexWriter writer, Path index) {
    Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
    if (data != null) {
      data.forEach(entry -> done.put(entry.getKey(), entry.getValue()));
    }
    String kind = FORMAT + (descriptions ? "" : ", without descriptions");
    String built = done.get("kind");
    boolean other = built != null && !built.equals(kind);
    if (other || (built == null && writer.getDocStats().maxDoc > 0)) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "patents: index %s is of another kind: %s (expected: %s, or another folder)"
              .formatted(index, built == null ? "not of converge" : built, kind));
    }
    done.put("kind", kind);
    done.put(FORMAT_KEY, FORMAT);
    documents = writer.getDocStats().numDocs;
  }

  /// What one worker made of its part of a batch.
  private record Part(int indexed, List<String> problems) {}

  /// Reads files while what was read before is indexed: one batch is read and one indexed at a
  /// time.
  private final class Build {
    private final IndexWriter writer;
    private final ExecutorService workers;
    private final int threads;
    private final int files;
    private IndexBatch reading = new IndexBatch();
    private IndexBatch indexing = new IndexBatch();
    private List<Future<Part>> parts = List.of();

    Build(IndexWriter writer, ExecutorService workers, int threads, int files) {
      this.writer = writer;
      this.workers = workers;
      this.threads = threads;
      this.files = files;
    }

    void read(SourceFile file, int number) throws IOException, InterruptedException {
      String before = done.getOrDefault(READ + file.name(), "0");
      if (before.equals(WHOLE)) {
        return;
      }
      long skip = Long.parseLong(before);
      long taken = 0;
      try (Reader reader = file.open()) {
        Records records = format.records(reader, file.name());
        for (Optional<String> one = records.next(); one.isPresent(); one = records.next()) {
          taken++;
          if (taken > skip) {
            reading.add(new IndexBatch.Source(one.get(), file, taken));
          } else if (taken % IndexBatch.RECORDS == 0) {
            tell(file, number);
          }
          if (reading.full()) {
            reading.mark(new IndexBatch.Mark(file, taken, false));
            next();
            tell(file, number);
          }
        }
        left += records.tooLong();
      }
      reading.mark(new IndexBatch.Mark(file, taken, true));
      tell(file, number);
    }

    void end() throws IOException, InterruptedException {
      next();
      next();
    }

    private void tell(SourceFile file, int number) {
      listener.accept(new IndexProgress(documents, left, file.name(), number, files));
    }

    /// Waits until the batch before is indexed, and has this one indexed.
    private void next() throws IOException, InterruptedException {
      for (Future<Part> future : parts) {
        count(result(future));
      }
      indexing.marks().forEach(IndexBuilder.this::reached);
      if (since >= commitAfter) {
        commit(writer);
      }
      IndexBatch batch = reading;
      List<Future<Part>> started = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int from = t;
        started.add(workers.submit(() -> part(batch.sources(), from, threads, writer)));
      }
      parts = started;
      indexing = batch;
      reading = new IndexBatch();
    }
  }

  private void count(Part part) {
    documents += part.indexed();
    since += part.indexed();
    left += part.problems().size();
    part.problems().stream()
        .limit(Math.max(0, MAX_PROBLEMS - problems.size()))
        .forEach(problems::add);
  }

  /// Notes how far a file is indexed.
  private void reached(IndexBatch.Mark mark) {
    SourceFile file = mark.file();
    done.put(READ + file.name(), mark.whole() ? WHOLE : String.valueOf(mark.records()));
    if (mark.whole()) {
      String before = done.getOrDefault(DIGEST_KEY, "");
      done.put(
          DIGEST_KEY,
          Digest.of(before + file.name() + ":" + file.size() + ":" + mark.records())
              .substring(0, DIGEST));
    }
  }

  private static Part result(Future<Part> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Part part(List<IndexBatch.Source> batch, int from, int step, IndexWriter writer)
      throws IOException {
    int indexed = 0;
    List<String> wrong = new ArrayList<>();
    for (int i = from; i < batch.size(); i += step) {
      IndexBatch.Source source = batch.get(i);
      try {
        Optional<PatentDocument> document = format.read(source.text());
        if (document.isPresent()) {
          PatentDocument one =
              descriptions ? document.get() : document.get().describedBy(List.of());
          writer.updateDocument(new Term(IndexFields.ID, one.id()), IndexFields.of(one));
          indexed++;
        } else {
          wrong.add(source.place() + ": no number, title or day");
        }
      } catch (PatentRecord.Wrong e) {
        wrong.add(source.place() + ": " + e.getMessage());
      }
    }
    return new Part(indexed, wrong);
  }

  private void commit(IndexWriter writer) throws IOException {
    writer.setLiveCommitData(Map.copyOf(done).entrySet());
    writer.commit();
    since = 0;
  }
}
