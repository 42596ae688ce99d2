package dev.converge.domain.patent.search;

import dev.converge.core.json.Digest;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Patents as JSON Lines: `id`, `title` and `publication_date` are required; `abstract`, `claims`,
/// `cpc`, `priority_date`, `assignee`, `inventors` and `url` are not; other members are the
/// owner's.
///
/// @param digest of the text, first 12 hexadecimal digits
/// @param documents by id
record PatentCorpus(String digest, List<PatentDocument> documents) {
  /// Maximum number of documents in a corpus.
  static final int MAX_DOCUMENTS = 200_000;

  /// Maximum size of one file of a corpus, in bytes.
  static final long MAX_BYTES = 512L << 20;

  /// Maximum number of files in a folder.
  static final int MAX_FILES = 1_000;

  private static final int DIGEST = 12;
  private static final String BUNDLED = "/patents/corpus.jsonl";
  private static final String ENDING = ".jsonl";

  PatentCorpus {
    documents = List.copyOf(documents);
  }

  /// The one in the jar.
  static PatentCorpus bundled() {
    try (InputStream in = PatentCorpus.class.getResourceAsStream(BUNDLED)) {
      if (in == null) {
        throw new IllegalStateException("resource: " + BUNDLED + " (expected: in the jar)");
      }
      return read("corpus.jsonl", in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A user's own: a file, or the files ending in `.jsonl` of a folder.
  ///
  /// @throws ConvergeException with `INVALID` if it cannot be read or a line is no patent; all such
  ///   lines are named, up to a bound
  static PatentCorpus read(Path place) {
    PatentLines lines = new PatentLines();
    StringBuilder digests = new StringBuilder();
    try {
      for (Path file : files(place)) {
        if (Files.size(file) > MAX_BYTES) {
          throw invalid(
              file + ": " + Files.size(file) + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        byte[] bytes = Files.readAllBytes(file);
        digests.append(Digest.sha256(bytes));
        lines.read(file.toString(), bytes);
      }
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.INVALID, "patents: " + place + " cannot be read (expected: JSON Lines)", e);
    }
    return new PatentCorpus(Digest.of(digests.toString()).substring(0, DIGEST), lines.documents());
  }

  private static List<Path> files(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> inside = Files.list(place)) {
      List<Path> files =
          inside
              .filter(file -> file.toString().endsWith(ENDING) && Files.isRegularFile(file))
              .sorted(Comparator.comparing(file -> file.getFileName().toString()))
              .toList();
      if (files.isEmpty() || files.size() > MAX_FILES) {
        throw invalid(
            "%s: %d files %s (expected: 1 to %d)"
                .formatted(place, files.size(), ENDING, MAX_FILES));
      }
      return files;
    }
  }

  /// From the bytes of a file.
  ///
  /// @param name for messages
  static PatentCorpus read(String name, byte[] bytes) {
    PatentLines lines = new PatentLines();
    lines.read(name, bytes);
    return new PatentCorpus(Digest.sha256(bytes).substring(0, DIGEST), lines.documents());
  }

  /// This one and another; where both have a number, the other's entry stands.
  PatentCorpus with(PatentCorpus other) {
    TreeMap<String, PatentDocument> all = new TreeMap<>();
    documents.forEach(document -> all.put(document.id(), document));
    other.documents.forEach(document -> all.put(document.id(), document));
    return new PatentCorpus(
        Digest.of(digest + "+" + other.digest).substring(0, DIGEST), List.copyOf(all.values()));
  }

  static ConvergeException invalid(String message) {
    return new ConvergeException(ErrorCode.INVALID, "patents: " + message);
  }
}
