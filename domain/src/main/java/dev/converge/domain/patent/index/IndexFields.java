package dev.converge.domain.patent.index;

import dev.converge.domain.patent.search.PatentDetails;
import dev.converge.domain.patent.search.PatentDocument;
import dev.converge.domain.patent.search.PatentLucene;
import dev.converge.domain.patent.search.PatentRecord;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;

/// What an index on disk has of a document beside the words that are searched: the record itself,
/// and what leads from one document to another.
final class IndexFields {
  static final String ID = "id";
  static final String FAMILY = "family";
  static final String CITES = "cites";
  static final String LANGUAGE = "language";
  static final String PUBLISHED = "published";
  static final String RECORD = "record";
  static final String DESCRIPTION = "text";

  private IndexFields() {}

  static Document of(PatentDocument document) {
    Document fields = PatentLucene.fields(document);
    PatentDetails details = document.details();
    fields.add(new StringField(ID, document.id(), Field.Store.NO));
    fields.add(new StringField(LANGUAGE, document.language(), Field.Store.NO));
    if (!details.family().isEmpty()) {
      fields.add(new StringField(FAMILY, details.family(), Field.Store.NO));
    }
    for (String cited : details.citations()) {
      fields.add(new StringField(CITES, cited, Field.Store.NO));
    }
    fields.add(new StoredField(RECORD, PatentRecord.write(document)));
    if (!details.description().isEmpty()) {
      fields.add(new StoredField(DESCRIPTION, String.join("\n", details.description())));
    }
    return fields;
  }

  /// Reads a record and its description back.
  static PatentDocument read(String record, List<String> description) {
    try {
      return PatentRecord.read(record).describedBy(description);
    } catch (PatentRecord.Wrong e) {
      throw new IllegalStateException("index: a record cannot be read: " + e.getMessage(), e);
    }
  }
}
