package dev.converge.domain.patent.search;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A patent as a line of JSON: `id`, `title` and `publication_date` are required; `abstract`,
/// `claims`, `cpc`, `priority_date`, `assignee`, `inventors`, `url`, `description`, `family`,
/// `citations` and `language` are not; other members are the owner's.
public final class PatentRecord {
  private PatentRecord() {}

  /// What is wrong with a record.
  public static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message, null, false, false);
    }
  }

  /// Reads a line.
  ///
  /// @throws Wrong if it is no patent
  public static PatentDocument read(String line) throws Wrong {
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
        url(data),
        new PatentDetails(
            description(data),
            string(data, "family").orElse(""),
            strings(data, "citations"),
            string(data, "language").orElse("")));
  }

  /// Writes a document without its description, which is kept apart because it is long.
  public static String write(PatentDocument document) {
    LocalDate priority = document.priority();
    return Json.object()
        .put("id", document.id())
        .put("title", document.title())
        .put("abstract", document.summary())
        .put("claims", document.claims())
        .put("cpc", document.cpc())
        .put("publication_date", document.published().toString())
        .put("priority_date", priority == null ? null : priority.toString())
        .put("assignee", document.assignee())
        .put("inventors", document.inventors())
        .put("url", document.url())
        .put("family", document.details().family())
        .put("citations", document.details().citations())
        .put("language", document.details().language())
        .build()
        .canonical();
  }

  /// One text or a list of paragraphs.
  private static List<String> description(Json.Obj data) throws Wrong {
    if (member(data, "description").orElse(null) instanceof Json.Str(String text)) {
      return text.lines().filter(line -> !line.isBlank()).toList();
    }
    return strings(data, "description");
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
