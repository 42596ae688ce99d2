package dev.converge.domain.patent.search;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Reads patents line by line, and tells of every line that is none.
final class PatentLines {
  /// Maximum number of invalid lines that are reported together.
  static final int MAX_PROBLEMS = 20;

  /// Maximum length of a line, in bytes.
  static final int MAX_LINE = 4 << 20;

  private static final int BYTE_ORDER_MARK = 3;

  private final List<String> problems = new ArrayList<>();
  private final TreeMap<String, PatentDocument> byId = new TreeMap<>();
  private final TreeMap<String, String> places = new TreeMap<>();

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
        throw new PatentRecord.Wrong("too long (expected: at most " + MAX_LINE + " bytes)");
      }
      String text = text(bytes, start, end).strip();
      if (!text.isEmpty()) {
        add(where, PatentRecord.read(text));
      }
    } catch (PatentRecord.Wrong e) {
      problems.add(where + ": " + e.getMessage());
      if (problems.size() >= MAX_PROBLEMS) {
        problems.add("and perhaps more (shown: " + MAX_PROBLEMS + ")");
        fail();
      }
    }
  }

  private void add(String where, PatentDocument document) throws PatentRecord.Wrong {
    String before = places.putIfAbsent(document.id(), where);
    if (before != null) {
      throw new PatentRecord.Wrong(
          "id " + document.id() + " stands twice, first at " + before + " (expected: once)");
    }
    byId.put(document.id(), document);
    if (byId.size() > PatentCorpus.MAX_DOCUMENTS) {
      throw PatentCorpus.invalid(
          where + ": too many patents (expected: at most " + PatentCorpus.MAX_DOCUMENTS + ")");
    }
  }

  private static String text(byte[] bytes, int start, int end) throws PatentRecord.Wrong {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException _) {
      throw new PatentRecord.Wrong("not UTF-8 (expected: JSON in UTF-8)");
    }
  }
}
