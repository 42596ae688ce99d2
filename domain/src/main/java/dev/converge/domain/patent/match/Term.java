package dev.converge.domain.patent.match;

import dev.converge.domain.patent.PatentText;
import java.util.ArrayList;
import java.util.List;

/// Something that a text speaks of, with what else it is called.
///
/// @param kind what it is in the text
/// @param name as the text has it
/// @param others what else is said for it, as the table of synonyms has it
public record Term(Kind kind, String name, List<String> others) {
  /// What a term is.
  public enum Kind {
    /// The thing that an element is, or that the invention is.
    HEAD(10, 6),
    /// Another thing that it names.
    THING(8, 6),
    /// What is done.
    DEED(5, 3),
    /// How a thing is.
    QUALITY(3, 2);

    private final int weight;
    private final int sixths;

    Kind(int weight, int sixths) {
      this.weight = weight;
      this.sixths = sixths;
    }

    /// How much of its rarity counts as evidence that a text is about the same, in sixths: the same
    /// is done with many things, and many things are alike.
    int sixths() {
      return sixths;
    }

    /// How much it counts, before how rare it is.
    public int weight() {
      return weight;
    }

    /// Whether it is a thing.
    public boolean thing() {
      return this == HEAD || this == THING;
    }
  }

  /// Copies the list.
  public Term {
    others = List.copyOf(others);
  }

  /// Its name tells terms apart well enough to find them in a map.
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /// The term and what else is said for it.
  public List<String> words() {
    List<String> all = new ArrayList<>(List.of(name));
    all.addAll(others);
    return all;
  }

  /// The dictionary forms of each of its words.
  List<List<String>> lemmas() {
    return words().stream().map(PatentText::stems).filter(all -> !all.isEmpty()).toList();
  }
}
