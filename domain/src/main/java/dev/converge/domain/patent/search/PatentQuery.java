package dev.converge.domain.patent.search;

import dev.converge.core.json.Json;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is searched for, in no source's language.
///
/// @param groups terms, each with what is said instead of it; one of a group is enough
/// @param minimum how many groups a document must meet at least
/// @param near words that stand close to each other in what is sought; they only add weight
/// @param cpc classes in which it may be found; they only add weight
/// @param before the day before which a document must have been published, or `null`
/// @param limit how many documents are wanted at most
/// @param text what is sought, as it was told, for sources that compare meanings; empty if only the
///   terms are known
public record PatentQuery(
    List<Group> groups,
    int minimum,
    List<Proximity> near,
    List<String> cpc,
    @Nullable LocalDate before,
    int limit,
    String text) {
  /// Maximum number of groups in a query.
  public static final int MAX_GROUPS = 24;

  /// Maximum number of pairs in a query.
  public static final int MAX_NEAR = 8;

  /// Maximum number of documents in an answer.
  static final int MAX_LIMIT = 100;

  /// A term and its synonyms.
  ///
  /// @param weight from 1 to 9
  /// @param words the term first
  public record Group(int weight, List<String> words) {
    /// Copies the list.
    public Group {
      words = List.copyOf(words);
      if (weight < 1 || weight > 9 || words.isEmpty()) {
        throw new IllegalArgumentException(
            "group: " + weight + " " + words + " (expected: 1 to 9)");
      }
    }

    /// Reads `weight term|synonym|…`.
    public static Group parse(String text) {
      int space = text.indexOf(' ');
      return new Group(
          Integer.parseInt(text.substring(0, space)),
          List.of(text.substring(space + 1).split("\\|")));
    }

    /// The text form, which `parse` reads.
    public String line() {
      return weight + " " + String.join("|", words);
    }
  }

  /// Two words and how many others may stand between them.
  public record Proximity(String first, String second, int distance) {
    /// Reads `first second distance`.
    public static Proximity parse(String text) {
      String[] parts = text.split(" ", -1);
      return new Proximity(parts[0], parts[1], Integer.parseInt(parts[2]));
    }

    /// The text form, which `parse` reads.
    public String line() {
      return first + " " + second + " " + distance;
    }
  }

  /// Copies the lists and checks the counts.
  public PatentQuery {
    groups = List.copyOf(groups);
    near = List.copyOf(near);
    cpc = List.copyOf(cpc);
    if (groups.isEmpty() || groups.size() > MAX_GROUPS) {
      throw new IllegalArgumentException(
          "groups: " + groups.size() + " (expected: 1 to " + MAX_GROUPS + ")");
    }
    if (minimum < 1 || minimum > groups.size()) {
      throw new IllegalArgumentException(
          "minimum: " + minimum + " (expected: 1 to " + groups.size() + ")");
    }
    if (near.size() > MAX_NEAR || limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "near: %d, limit: %d (expected: at most %d, 1 to %d)"
              .formatted(near.size(), limit, MAX_NEAR, MAX_LIMIT));
    }
  }

  /// Of terms alone.
  public PatentQuery(
      List<Group> groups,
      int minimum,
      List<Proximity> near,
      List<String> cpc,
      @Nullable LocalDate before,
      int limit) {
    this(groups, minimum, near, cpc, before, limit, "");
  }

  /// The same with the text that it was made of.
  public PatentQuery told(String whole) {
    return new PatentQuery(groups, minimum, near, cpc, before, limit, whole);
  }

  /// The same for more or fewer documents.
  public PatentQuery upTo(int documents) {
    return new PatentQuery(groups, minimum, near, cpc, before, documents, text);
  }

  /// Whether a document was published early enough.
  public boolean admits(PatentDocument document) {
    return before == null || document.published().isBefore(before);
  }

  /// As a fact's data carries it.
  public Json.Builder data() {
    return Json.object()
        .put("terms", groups.stream().map(Group::line).toList())
        .put("minimum", minimum)
        .put("near", near.stream().map(Proximity::line).toList())
        .put("cpc", cpc)
        .put("before", before == null ? null : before.toString());
  }

  /// Reads it back from a fact's data.
  ///
  /// @throws RuntimeException if the data is no such query
  public static PatentQuery of(Json.Obj data, int limit) {
    return new PatentQuery(
        strings(data, "terms").stream().map(Group::parse).toList(),
        data.get("minimum").map(n -> (int) ((Json.Num) n).value()).orElse(1),
        strings(data, "near").stream().map(Proximity::parse).toList(),
        strings(data, "cpc"),
        string(data, "before").map(LocalDate::parse).orElse(null),
        limit);
  }

  /// A text member of an object; empty if there is none.
  public static Optional<String> string(Json.Obj data, String name) {
    return data.get(name)
        .filter(Json.Str.class::isInstance)
        .map(value -> ((Json.Str) value).value());
  }

  /// The texts of a list member of an object; none if there is no such list.
  public static List<String> strings(Json.Obj data, String name) {
    List<String> all = new ArrayList<>();
    if (data.get(name).orElse(null) instanceof Json.Arr(var items)) {
      for (Json item : items) {
        if (item instanceof Json.Str(var text)) {
          all.add(text);
        }
      }
    }
    return all;
  }
}
