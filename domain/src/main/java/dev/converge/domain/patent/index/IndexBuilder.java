package dev.converge.domain.patent.index;

import dev.converge.core.json.Digest;
import dev.converge.domain.patent.PatentText;
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
import java.util.concurrent.Callable;
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

  /// Records that are read before they are indexed, and their characters.
  static final int BATCH = 256;

  static final int BATCH_CHARS = 8 << 20;

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
  private final TreeMap<String, String> done = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private long documents;
  private long left;
  private long since;

  /// @param format of the files
  /// @param descriptions whether descriptions are indexed too
  /// @param listener is told how far it is, after each batch
  public IndexBuilder(IndexFormat format, boolean descriptions, Consumer<IndexProgress> listener) {
    this.format = format;
    this.descriptions = descriptions;
    this.listener = listener;
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
        new IndexWriterConfig(PatentText.ANALYZER)
            .setSimilarity(PatentLucene.STRICT)
            .setCommitOnClose(false)
            .setRAMBufferSizeMB(BUFFER_MB);
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
    try (FSDirectory directory = FSDirectory.open(index);
        IndexWriter writer = new IndexWriter(directory, config);
        ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      resume(writer, index);
      commit(writer);
      for (int i = 0; i < files.size(); i++) {
        read(files.get(i), i + 1, files.size(), writer, workers, threads);
      }
      commit(writer);
      return progress("", files.size(), files.size());
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

  private void read(
      SourceFile file,
      int number,
      int all,
      IndexWriter writer,
      ExecutorService workers,
      int threads)
      throws IOException, InterruptedException {
    String key = READ + file.name();
    String before = done.getOrDefault(key, "0");
    if (before.equals(WHOLE)) {
      return;
    }
    long skip = Long.parseLong(before);
    long taken = 0;
    try (Reader reader = file.open()) {
      Records records = format.records(reader, file.name());
      List<String> batch = new ArrayList<>();
      int chars = 0;
      for (Optional<String> record = records.next(); record.isPresent(); record = records.next()) {
        taken++;
        if (taken > skip) {
          batch.add(record.get());
          chars += record.get().length();
        }
        if (batch.size() >= BATCH || chars >= BATCH_CHARS) {
          index(batch, file, taken - batch.size(), writer, workers, threads);
          batch.clear();
          chars = 0;
          done.put(key, String.valueOf(taken));
          listener.accept(progress(file.name(), number, all));
          if (since >= COMMIT_AFTER) {
            commit(writer);
          }
        }
      }
      index(batch, file, taken - batch.size(), writer, workers, threads);
      left += records.tooLong();
    }
    done.put(key, WHOLE);
    done.merge(DIGEST_KEY, "", (old, _) -> old);
    done.put(
        DIGEST_KEY,
        Digest.of(done.get(DIGEST_KEY) + file.name() + ":" + file.size() + ":" + taken)
            .substring(0, DIGEST));
    listener.accept(progress(file.name(), number, all));
  }

  /// What one worker made of its part of a batch.
  private record Part(int indexed, List<String> problems) {}

  private void index(
      List<String> batch,
      SourceFile file,
      long first,
      IndexWriter writer,
      ExecutorService workers,
      int threads)
      throws IOException, InterruptedException {
    List<Callable<Part>> parts = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int from = t;
      parts.add(() -> part(batch, from, threads, file.name(), first, writer));
    }
    for (Future<Part> future : workers.invokeAll(parts)) {
      Part part = result(future);
      documents += part.indexed();
      since += part.indexed();
      left += part.problems().size();
      part.problems().stream()
          .limit(Math.max(0, MAX_PROBLEMS - problems.size()))
          .forEach(problems::add);
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

  private Part part(
      List<String> batch, int from, int step, String file, long first, IndexWriter writer)
      throws IOException {
    int indexed = 0;
    List<String> wrong = new ArrayList<>();
    for (int i = from; i < batch.size(); i += step) {
      try {
        Optional<PatentDocument> document = format.read(batch.get(i));
        if (document.isPresent()) {
          PatentDocument one =
              descriptions ? document.get() : document.get().describedBy(List.of());
          writer.updateDocument(new Term(IndexFields.ID, one.id()), IndexFields.of(one));
          indexed++;
        } else {
          wrong.add(file + ": record " + (first + i + 1) + ": no number, title or day");
        }
      } catch (PatentRecord.Wrong e) {
        wrong.add(file + ": record " + (first + i + 1) + ": " + e.getMessage());
      }
    }
    return new Part(indexed, wrong);
  }

  private void commit(IndexWriter writer) throws IOException {
    writer.setLiveCommitData(Map.copyOf(done).entrySet());
    writer.commit();
    since = 0;
  }

  private IndexProgress progress(String file, int number, int files) {
    return new IndexProgress(documents, left, file, number, files);
  }
}
