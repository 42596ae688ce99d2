package dev.converge.domain.patent.index;

import dev.converge.domain.patent.search.LensRecord;
import dev.converge.domain.patent.search.PatentDocument;
import dev.converge.domain.patent.search.PatentRecord;
import java.io.Reader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What files of patents can be.
public enum IndexFormat {
  /// Bulk files of the United States Patent and Trademark Office: XML of grants and applications,
  /// SGML of grants of 2001 to 2004, text of grants of 1976 to 2001.
  USPTO(".xml .sgm .sgml .txt") {
    @Override
    Records records(Reader reader, String file) {
      return file.toLowerCase(Locale.ROOT).endsWith(".txt")
          ? new Records.Lettered(reader)
          : new Records.Tagged(reader);
    }

    @Override
    Optional<PatentDocument> read(String record) {
      return record.startsWith("<") ? UsptoRecord.read(record) : UsptoText.read(record);
    }
  },
  /// JSON Lines as `--patents` reads them.
  JSONL(".jsonl") {
    @Override
    Records records(Reader reader, String file) {
      return new Records.Lines(reader);
    }

    @Override
    Optional<PatentDocument> read(String record) throws PatentRecord.Wrong {
      return Optional.of(PatentRecord.read(record));
    }
  },
  /// Records of The Lens, one a line, as its API returns each.
  LENS(".jsonl .json") {
    @Override
    Records records(Reader reader, String file) {
      return new Records.Lines(reader);
    }

    @Override
    Optional<PatentDocument> read(String record) throws PatentRecord.Wrong {
      return LensRecord.read(record);
    }
  };

  private final String endings;

  IndexFormat(String endings) {
    this.endings = endings;
  }

  /// Endings of the names of such files; each may be compressed (`.gz`) or in a `.zip`.
  public List<String> endings() {
    return List.of(endings.split(" ", -1));
  }

  abstract Records records(Reader reader, String file);

  abstract Optional<PatentDocument> read(String record) throws PatentRecord.Wrong;
}
