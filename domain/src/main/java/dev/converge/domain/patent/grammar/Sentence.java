package dev.converge.domain.patent.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A sentence, word by word.
///
/// @param words with the marks between them
public record Sentence(List<Word> words) {
  /// Copies the list.
  public Sentence {
    words = List.copyOf(words);
  }

  /// Reads a text as one sentence.
  public static Sentence of(String text) {
    return new Sentence(new Tagger(text).words());
  }

  /// The thing with which a text begins; empty if it begins with something else. Reads no further
  /// than that.
  public static Optional<NounPhrase> opening(String text) {
    Tagger tagger = new Tagger(text);
    List<Word> read = new ArrayList<>();
    int end = 0;
    for (Word word = tagger.next();
        word != null && within(word, read.isEmpty());
        word = tagger.next()) {
      read.add(word);
      end = word.is(Part.NOUN) ? read.size() : end;
    }
    return end == 0 ? Optional.empty() : Optional.of(new NounPhrase(read.subList(0, end), 0));
  }

  /// Its things, in order.
  public List<NounPhrase> phrases() {
    List<NounPhrase> all = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      int end = end(i);
      if (end > i) {
        all.add(new NounPhrase(words.subList(i, end), i));
        i = end - 1;
      }
    }
    return all;
  }

  /// Where the noun phrase that begins at a word ends; the word itself if none begins there.
  public int end(int from) {
    int end = from;
    for (int i = from; i < words.size() && within(words.get(i), i == from); i++) {
      if (words.get(i).is(Part.NOUN)) {
        end = i + 1;
      }
    }
    return end;
  }

  private static boolean within(Word word, boolean first) {
    return switch (word.part()) {
      case NOUN, ADJECTIVE, NUMBER -> true;
      case DETERMINER -> first;
      case VERB,
          PARTICIPLE,
          GERUND,
          AUXILIARY,
          PREPOSITION,
          CONJUNCTION,
          RELATIVE,
          PRONOUN,
          ADVERB,
          MARK ->
          false;
    };
  }

  /// The words from one to before another as text.
  public String text(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (Word word : words.subList(from, Math.min(to, words.size()))) {
      boolean joined = text.isEmpty() || (word.is(Part.MARK) && !word.written().equals("("));
      text.append(joined ? "" : " ").append(word.written());
    }
    return text.toString();
  }
}
