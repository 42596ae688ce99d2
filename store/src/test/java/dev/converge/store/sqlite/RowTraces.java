package dev.converge.store.sqlite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Bytes of the rows of a journal, to be looked for in files: rows are compressed, so that what was
/// said is not there as text.
final class RowTraces {
  /// Bytes of a trace.
  private static final int LENGTH = 32;

  /// A row that is longer also has traces before its end.
  private static final int LONG = 4096;

  private final List<byte[]> traces;

  private RowTraces(List<byte[]> traces) {
    this.traces = traces;
  }

  /// Traces of all rows that a condition on the journal and its runs selects.
  ///
  /// @param where such as `run_id = 'run_a'`
  static RowTraces of(Path directory, String where) {
    List<byte[]> traces = new ArrayList<>();
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("converge.db"));
        Statement statement = database.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT events FROM journal JOIN run USING (run_no) WHERE " + where)) {
      while (row.next()) {
        byte[] bytes = row.getBytes(1);
        add(traces, bytes, bytes.length - LENGTH);
        if (bytes.length > LONG) {
          add(traces, bytes, bytes.length / 2);
          add(traces, bytes, bytes.length / 4 * 3);
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return new RowTraces(traces);
  }

  /// No line's end in one, because `grep` looks through lines.
  private static void add(List<byte[]> traces, byte[] row, int from) {
    byte[] trace = Arrays.copyOfRange(row, from, from + LENGTH);
    if (new String(trace, StandardCharsets.ISO_8859_1).indexOf('\n') < 0) {
      traces.add(trace);
    }
  }

  /// Whether any is in a file of a folder.
  boolean anywhere(Path directory) throws IOException {
    List<String> texts = traces.stream().map(RowTraces::latin).toList();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String content = latin(Files.readAllBytes(file));
        if (texts.stream().anyMatch(content::contains)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /// A regular expression for `grep -P` that matches any.
  String expression() {
    return String.join(
        "|",
        traces.stream()
            .map(trace -> "\\x" + HexFormat.ofDelimiter("\\x").formatHex(trace))
            .toList());
  }
}
