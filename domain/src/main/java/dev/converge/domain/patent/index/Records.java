package dev.converge.domain.patent.index;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The records of a bulk file, one after the other; never more than one is in memory.
abstract class Records {
  /// Maximum length of a record, in characters; longer records are skipped and counted.
  static final int MAX_RECORD = 32 << 20;

  private final BufferedReader reader;
  private long tooLong;

  Records(Reader reader) {
    this.reader = new BufferedReader(reader, 1 << 16);
  }

  /// The next record; empty at the end.
  abstract Optional<String> next() throws IOException;

  /// How many were left out because they are too long.
  final long tooLong() {
    return tooLong;
  }

  final void leaveOut() {
    tooLong++;
  }

  /// A line with its end; empty at the end.
  final Optional<String> line() throws IOException {
    return Optional.ofNullable(reader.readLine());
  }

  /// One record a line.
  static final class Lines extends Records {
    Lines(Reader reader) {
      super(reader);
    }

    @Override
    Optional<String> next() throws IOException {
      Optional<String> line = line();
      while (line.isPresent() && (line.get().isBlank() || line.get().length() > MAX_RECORD)) {
        if (!line.get().isBlank()) {
          leaveOut();
        }
        line = line();
      }
      return line;
    }
  }

  /// Records in markup: from the tag that opens one to the tag that closes it.
  static final class Tagged extends Records {
    private static final Pattern OPENS =
        Pattern.compile(
            "<(us-patent-grant|us-patent-application|patent-application-publication|PATDOC)[\\s>]");

    private String rest = "";

    Tagged(Reader reader) {
      super(reader);
    }

    @Override
    Optional<String> next() throws IOException {
      Matcher opens = OPENS.matcher(rest);
      while (!opens.find()) {
        Optional<String> line = line();
        if (line.isEmpty()) {
          return Optional.empty();
        }
        rest = line.get();
        opens = OPENS.matcher(rest);
      }
      String close = "</" + opens.group(1) + ">";
      StringBuilder record = new StringBuilder();
      String part = rest.substring(opens.start());
      boolean whole = true;
      while (true) {
        int end = part.indexOf(close);
        String taken = end < 0 ? part : part.substring(0, end + close.length());
        whole &= record.length() + taken.length() <= MAX_RECORD;
        if (whole) {
          record.append(taken).append('\n');
        }
        if (end >= 0) {
          rest = part.substring(end + close.length());
          break;
        }
        Optional<String> line = line();
        if (line.isEmpty()) {
          rest = "";
          break;
        }
        part = line.get();
      }
      if (!whole) {
        leaveOut();
        return next();
      }
      return Optional.of(record.toString());
    }
  }

  /// Records of the text files of 1976 to 2001, each of which begins with a line `PATN`.
  static final class Lettered extends Records {
    private boolean begun;

    Lettered(Reader reader) {
      super(reader);
    }

    @Override
    Optional<String> next() throws IOException {
      StringBuilder record = new StringBuilder();
      boolean whole = true;
      while (true) {
        Optional<String> line = line();
        boolean starts = line.isPresent() && line.get().strip().equals("PATN");
        if (line.isEmpty() || (starts && begun)) {
          boolean had = begun;
          begun = starts;
          if (!had) {
            return Optional.empty();
          }
          if (!whole) {
            leaveOut();
            return next();
          }
          return Optional.of(record.toString());
        }
        begun |= starts;
        if (begun && !starts) {
          whole &= record.length() + line.get().length() <= MAX_RECORD;
          if (whole) {
            record.append(line.get()).append('\n');
          }
        }
      }
    }
  }
}
