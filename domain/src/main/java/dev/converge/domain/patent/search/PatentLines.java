package dev.converge.domain.patent.search;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads patents line by line, and tells of every line that is none.
final class PatentLines {
  /// Lines that are told of at once.
  static final int MAX_PROBLEMS = 20;

  /// Bytes of one line.
  static final int MAX_LINE = 4 << 20;

  private static final int BYTE_ORDER_MARK = 3;

  private final List<String> problems = new ArrayList<>();
  private final TreeMap<String, PatentDocument> byId = new TreeMap<>();
  private final TreeMap<String, String> places = new TreeMap<>();

  /// What is wrong with a line.
  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message, null, false, false);
    }
  }

  /// Reads a file.
  ///
  /// @param name for messages
  void read(String name, byte[] bytes) {
    int start = marked(bytes) ? BYTE_ORDER_MARK : 0;
    int number = 0;
    while (start < bytes.length) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      number++;
      line(name + ":" + number, bytes, start, end);
      start = end + 1;
    }
  }

  private static boolean marked(byte[] bytes) {
    return bytes.length >= BYTE_ORDER_MARK
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  /// Everything that was read, by id.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `INVALID` if a line was no patent
  List<PatentDocument> documents() {
    fail();
    return List.copyOf(byId.values());
  }

  private void fail() {
    if (!problems.isEmpty()) {
      throw PatentCorpus.invalid(String.join("\n  ", problems));
    }
  }

  private void line(String where, byte[] bytes, int start, int end) {
    try {
      if (end - start > MAX_LINE) {
        throw new Wrong("too long (expected: at most " + MAX_LINE + " bytes)");
      }
      String text = text(bytes, start, end).strip();
      if (!text.isEmpty()) {
        add(where, document(text));
      }
    } catch (Wrong e) {
      problems.add(where + ": " + e.getMessage());
      if (problems.size() >= MAX_PROBLEMS) {
        problems.add("and perhaps more (shown: " + MAX_PROBLEMS + ")");
        fail();
      }
    }
  }

  private void add(String where, PatentDocument document) throws Wrong {
    String before = places.putIfAbsent(document.id(), where);
    if (before != null) {
      throw new Wrong(
          "id " + document.id() + " stands twice, first at " + before + " (expected: once)");
    }
    byId.put(document.id(), document);
    if (byId.size() > PatentCorpus.MAX_DOCUMENTS) {
      throw PatentCorpus.invalid(
          where + ": too many patents (expected: at most " + PatentCorpus.MAX_DOCUMENTS + ")");
    }
  }

  private static String text(byte[] bytes, int start, int end) throws Wrong {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException _) {
      throw new Wrong("not UTF-8 (expected: JSON in UTF-8)");
    }
  }

  private static PatentDocument document(String line) throws Wrong {
    Json.Obj data;
    try {
      if (!(Json.parse(line) instanceof Json.Obj object)) {
        throw new Wrong("no object (expected: a patent)");
      }
      data = object;
    } catch (JsonException e) {
      throw new Wrong(String.valueOf(e.getMessage()));
    }
    return new PatentDocument(
        required(data, "id"),
        required(data, "title"),
        string(data, "abstract").orElse(""),
        strings(data, "claims"),
        strings(data, "cpc"),
        date("publication_date", required(data, "publication_date")),
        optionalDate(data, "priority_date"),
        string(data, "assignee").orElse(""),
        strings(data, "inventors"),
        url(data));
  }

  private static String required(Json.Obj data, String name) throws Wrong {
    Optional<String> text = string(data, name).filter(value -> !value.isBlank());
    if (text.isEmpty()) {
      throw new Wrong("no " + name + " (expected: a string)");
    }
    return text.get();
  }

  private static Optional<Json> member(Json.Obj data, String name) {
    return data.get(name).filter(value -> !(value instanceof Json.Null));
  }

  private static Optional<String> string(Json.Obj data, String name) throws Wrong {
    Json value = member(data, name).orElse(null);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Json.Str(String text)) {
      return Optional.of(text);
    }
    throw new Wrong(name + ": " + kind(value) + " (expected: a string)");
  }

  private static List<String> strings(Json.Obj data, String name) throws Wrong {
    List<String> all = new ArrayList<>();
    Json value = member(data, name).orElse(null);
    if (value == null) {
      return all;
    }
    if (!(value instanceof Json.Arr(List<Json> items))) {
      throw new Wrong(name + ": " + kind(value) + " (expected: a list of strings)");
    }
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof Json.Str(String text))) {
        throw new Wrong(name + "[" + i + "]: " + kind(items.get(i)) + " (expected: a string)");
      }
      all.add(text);
    }
    return all;
  }

  private static String kind(Json value) {
    return switch (value) {
      case Json.Obj _ -> "an object";
      case Json.Arr _ -> "a list";
      case Json.Str _ -> "a string";
      case Json.Num _ -> "a number";
      case Json.Bool _ -> "true or false";
      case Json.Null _ -> "null";
    };
  }

  private static @Nullable LocalDate optionalDate(Json.Obj data, String name) throws Wrong {
    Optional<String> text = string(data, name);
    return text.isEmpty() ? null : date(name, text.get());
  }

  private static LocalDate date(String name, String text) throws Wrong {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException _) {
      throw new Wrong(name + ": \"" + text + "\" (expected: YYYY-MM-DD)");
    }
  }

  /// What a reader can follow: nothing that opens a file or carries a password.
  private static String url(Json.Obj data) throws Wrong {
    String text = string(data, "url").orElse("");
    if (text.isEmpty()) {
      return "";
    }
    try {
      URI uri = new URI(text);
      if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null) {
        return text;
      }
    } catch (URISyntaxException _) {
      // Said below.
    }
    throw new Wrong("url: \"" + text + "\" (expected: http:// or https://, without a user)");
  }
}
