package dev.converge.domain;

import dev.converge.core.Digest;
import dev.converge.core.Json;
import dev.converge.core.JsonException;
import dev.converge.engine.ConvergeException;
import dev.converge.engine.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Patents as JSON Lines: `id`, `title` and `publication_date` are required; `abstract`, `claims`,
/// `cpc`, `priority_date`, `assignee`, `inventors` and `url` are not; other members are the
/// owner's.
///
/// @param digest of the text, first 12 hexadecimal digits
/// @param documents by id
record PatentCorpus(String digest, List<PatentDocument> documents) {
  /// Documents of one corpus.
  static final int MAX_DOCUMENTS = 200_000;

  /// Bytes of one corpus.
  static final long MAX_BYTES = 512L << 20;

  private static final int DIGEST = 12;
  private static final String BUNDLED = "/patents/corpus.jsonl";

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

  /// A user's own.
  ///
  /// @throws ConvergeException with `INVALID` if it cannot be read or a line is no patent
  static PatentCorpus read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw invalid(
            file + ": " + Files.size(file) + " bytes (expected: at most " + MAX_BYTES + ")");
      }
      return read(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.INVALID, "patents: " + file + " cannot be read (expected: JSON Lines)", e);
    }
  }

  /// From the bytes of a file.
  ///
  /// @param name for messages
  static PatentCorpus read(String name, byte[] bytes) {
    List<PatentDocument> documents = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    int number = 0;
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String where = name + ":" + number;
      PatentDocument document = document(where, line);
      if (!ids.add(document.id())) {
        throw invalid(where + ": id " + document.id() + " stands twice (expected: once)");
      }
      documents.add(document);
      if (documents.size() > MAX_DOCUMENTS) {
        throw invalid(where + ": too many patents (expected: at most " + MAX_DOCUMENTS + ")");
      }
    }
    documents.sort(java.util.Comparator.comparing(PatentDocument::id));
    return new PatentCorpus(Digest.sha256(bytes).substring(0, DIGEST), documents);
  }

  private static PatentDocument document(String where, String line) {
    try {
      if (!(Json.parse(line) instanceof Json.Obj data)) {
        throw invalid(where + ": no object (expected: a patent)");
      }
      return new PatentDocument(
          required(where, data, "id"),
          required(where, data, "title"),
          PatentQuery.string(data, "abstract").orElse(""),
          PatentQuery.strings(data, "claims"),
          PatentQuery.strings(data, "cpc"),
          date(where, required(where, data, "publication_date")),
          optional(where, PatentQuery.string(data, "priority_date")),
          PatentQuery.string(data, "assignee").orElse(""),
          PatentQuery.strings(data, "inventors"),
          PatentQuery.string(data, "url").orElse(""));
    } catch (JsonException e) {
      throw invalid(where + ": " + e.getMessage());
    }
  }

  private static String required(String where, Json.Obj data, String name) {
    return PatentQuery.string(data, name)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> invalid(where + ": no " + name + " (expected: a string)"));
  }

  private static @Nullable LocalDate optional(String where, Optional<String> text) {
    return text.isEmpty() ? null : date(where, text.get());
  }

  private static LocalDate date(String where, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "patents: " + where + ": date \"" + text + "\" (expected: YYYY-MM-DD)",
          e);
    }
  }

  private static ConvergeException invalid(String message) {
    return new ConvergeException(ErrorCode.INVALID, "patents: " + message);
  }
}
