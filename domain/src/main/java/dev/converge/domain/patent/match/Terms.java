package dev.converge.domain.patent.match;

import dev.converge.domain.patent.Language;
import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.PatentVocabulary;
import dev.converge.domain.patent.grammar.NounPhrase;
import dev.converge.domain.patent.grammar.Part;
import dev.converge.domain.patent.grammar.Sentence;
import dev.converge.domain.patent.grammar.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes from a text the terms that say what it is about: its things first, what is done with them,
/// and how they are. Words that only praise, and nouns and verbs that everything has, are none.
public final class Terms {
  /// Maximum number of terms of a text.
  public static final int MAX = 24;

  private Terms() {}

  /// The terms of a text, in order of first appearance; the thing that it is about is the head.
  ///
  /// @param around the whole that the text is of, which says in what sense its words are meant
  public static List<Term> of(String text, String around) {
    Set<String> context = new HashSet<>(PatentText.stems(around));
    Language language = Language.of(around);
    Map<String, Term> found = new LinkedHashMap<>();
    String head = "";
    for (String sentence : PatentText.sentences(text)) {
      Sentence read = Sentence.of(sentence);
      if (head.isEmpty()) {
        head = head(read);
      }
      for (Word word : read.words()) {
        if (language == Language.EN || !language.small(word.lower())) {
          put(word, head, context, found);
        }
      }
    }
    if (found.isEmpty()) {
      for (PatentText.Word word : PatentText.words(text)) {
        found.putIfAbsent(word.stem(), new Term(Term.Kind.THING, word.written(), List.of()));
      }
    }
    List<Term> all = new ArrayList<>(found.values());
    return List.copyOf(all.subList(0, Math.min(MAX, all.size())));
  }

  private static void put(Word word, String head, Set<String> context, Map<String, Term> found) {
    boolean bears = word.names() || word.acts() || word.describes();
    List<String> lemmas = bears ? PatentText.stems(word.written()) : List.of();
    if (lemmas.isEmpty()) {
      return;
    }
    String lemma = String.join(" ", lemmas);
    Term.Kind kind =
        lemma.equals(head)
            ? Term.Kind.HEAD
            : word.names() ? Term.Kind.THING : word.acts() ? Term.Kind.DEED : Term.Kind.QUALITY;
    Term known = found.get(lemma);
    if (known == null || kind.weight() > known.kind().weight()) {
      found.put(lemma, new Term(kind, word.lower(), PatentVocabulary.synonyms(lemma, context)));
    }
  }

  /// The noun that says what a text is about: that of its first thing, or, where that one only says
  /// that something is there, of the first that says more.
  private static String head(Sentence sentence) {
    for (NounPhrase phrase : sentence.phrases()) {
      if (phrase.head().names()) {
        List<String> lemmas = PatentText.stems(phrase.head().written());
        if (!lemmas.isEmpty()) {
          return String.join(" ", lemmas);
        }
      }
      for (int i = phrase.words().size() - 2; i >= 0; i--) {
        Word word = phrase.words().get(i);
        if (word.is(Part.NOUN) && word.names() && !PatentText.stems(word.written()).isEmpty()) {
          return String.join(" ", PatentText.stems(word.written()));
        }
      }
    }
    return "";
  }
}
